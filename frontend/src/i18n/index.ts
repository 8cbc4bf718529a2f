import { en } from '$i18n/en';
import { type KeyOf, translator } from '$i18n/translator';

export type MessageKey = KeyOf<typeof en>;

/** Locales that the interface speaks. Another one is a file beside `en.ts` and an entry here. */
export const LOCALES = ['en'] as const;

/** The reader's locale for numbers and dates: the browser's region with the interface's language. */
export function readerLocale(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => LOCALES.some((locale) => tag === locale || tag.startsWith(`${locale}-`))) ?? LOCALES[0];
}

export const t = translator(() => en, readerLocale);
