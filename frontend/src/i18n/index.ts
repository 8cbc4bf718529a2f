import { en } from '$i18n/en';
import { language } from '$i18n/language.svelte';
import { type KeyOf, translator } from '$i18n/translator';

export type MessageKey = KeyOf<typeof en>;

/** The reader's locale for numbers and dates: the browser's region with the interface's language. */
export function readerLocale(): string {
  return language.locale;
}

export const t = translator(en, () => language.messages, readerLocale);
