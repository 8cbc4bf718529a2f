import { en } from '$i18n/en';
import { LANGUAGES, nameOf, spoken } from '$i18n/language.svelte';
import { en as manageEn } from '$i18n/manage/en';
import { later } from '$i18n/later';
import { type Messages, translator } from '$i18n/translator';
import { describe, expect, it } from 'vitest';

type File = Record<string, { messages: Messages }>;
const files = import.meta.glob<{ messages: Messages }>('./locales/*.ts', { eager: true }) as File;
const managerFiles = import.meta.glob<{ messages: Messages }>('./manage/locales/*.ts', { eager: true }) as File;

const isOneOnly = (key: string): boolean => key.endsWith('.one');
const placesOf = (sentence = ''): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
const lacking = (english: Messages, other: Messages): string[] => Object.keys(english).filter((key) => !isOneOnly(key) && !other[key]);
const otherPlaces = (english: Messages, other: Messages): string[] =>
  Object.keys(other).filter((key) => !/^(?:refusal|field)\./.test(key) && !placesOf(other[key]).every((name) => placesOf(english[key]).includes(name)));

describe.each([...Object.entries(files).map(([name, file]) => ({ name, file, english: { ...en, ...later } })), ...Object.entries(managerFiles).map(([name, file]) => ({ name, file, english: manageEn }))])('$name', ({ file, english }) => {
  it('says every sentence of the English interface', () => {
    expect(lacking(english, file.messages)).toEqual([]);
  });

  it('fills only places that the English sentence has', () => {
    expect(otherPlaces(english, file.messages)).toEqual([]);
  });
});

describe('languages', () => {
  it('are English and every file of the folder', () => {
    expect(LANGUAGES).toEqual(['en', 'zh-Hans']);
  });

  it('are found by any tag of the language', () => {
    expect(['zh', 'zh-CN', 'zh-Hans', 'en-GB', 'fr'].map(spoken)).toEqual(['zh-Hans', 'zh-Hans', 'zh-Hans', 'en', undefined]);
  });

  it('name themselves', () => {
    expect(LANGUAGES.map(nameOf)).toEqual(['English', '简体中文']);
  });

  it('have their own forms for numbers, and say the rest in English', () => {
    const say = translator({ 'pairs.one': '{count} pair', 'pairs.other': '{count} pairs', bye: 'Bye' }, () => ({ 'pairs.other': '{count} 对' }), () => 'zh');
    expect([say('pairs', { count: 1 }), say('bye')]).toEqual(['1 对', 'Bye']);
  });
});
