import { readerLocale } from '$i18n/index';
import { en } from '$i18n/manage/en';
import { type KeyOf, translator } from '$i18n/translator';

export type ManageKey = KeyOf<typeof en>;

export const m = translator(() => en, readerLocale);
