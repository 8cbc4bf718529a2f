import { readerLocale } from '$i18n/index';
import { language } from '$i18n/language.svelte';
import { training } from '$i18n/training';
import { translator } from '$i18n/translator';
import { work } from '$i18n/work';

/** Sentences that are not needed for the first pair, so that the first visit does not load them. */
export const later = { ...training, ...work } as const;

export const say = translator(later, () => language.messages, readerLocale);
