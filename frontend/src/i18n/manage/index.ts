import { readerLocale } from '$i18n/index';
import { language } from '$i18n/language.svelte';
import { en } from '$i18n/manage/en';
import { type KeyOf, translator } from '$i18n/translator';

export type ManageKey = KeyOf<typeof en>;

export const m = translator(en, () => language.managerMessages, readerLocale);

void language.loadManager();
