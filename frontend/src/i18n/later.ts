import { account } from '$i18n/account';
import { care } from '$i18n/care';
import { dialogs } from '$i18n/dialogs';
import { en } from '$i18n/en';
import { home } from '$i18n/home';
import { readerLocale } from '$i18n/index';
import { join } from '$i18n/join';
import { keyboard } from '$i18n/keyboard';
import { language } from '$i18n/language.svelte';
import { report } from '$i18n/report';
import { training } from '$i18n/training';
import { type KeyOf, translator } from '$i18n/translator';
import { work } from '$i18n/work';

/** Sentences that are not needed for the first pair, so that the first visit does not load them. */
export const later = {
  ...account,
  ...care,
  ...dialogs,
  ...home,
  ...join,
  ...keyboard,
  ...report,
  ...training,
  ...work,
  'action.cancel': 'Cancel',
  'action.close': 'Close',

  'guidance.do': 'Do',
  'guidance.dont': "Don't",
  'guidance.example': 'Example',
  'guidance.clip': 'Clip {letter}',
  'guidance.none': 'There is no guidance for this question. Judge by your own sense.',
  'guidance.pauseClips': 'Pause the example',
  'guidance.playClips': 'Play the example',
  'guidance.worked': 'Worked example',
  'guidance.workedFailed': 'The worked example did not arrive.',
  'guidance.workedSensitive': 'This example shows sensitive content. Look at it only if you want to.',
  'guidance.workedShow': 'Show the example',

  'guidelines.none': 'The team has not written guidelines for this campaign. The guidance of each question applies.',

  'judge.closed': 'This campaign is finished',
  'judge.explained': 'Explained',
  'judge.nothingLeft': 'Nothing left for you',
  'judge.nothingLeftWhy': 'You have judged every pair that was open to you. Thank you. New ones may come when the team adds some.',
  'judge.offline': 'Waiting for the connection',
  'judge.offlineWhy.one': '{count} answer is kept on this computer and is sent as soon as the server can be reached. Please leave this page open, or come back to it later.',
  'judge.offlineWhy.other': '{count} answers are kept on this computer and are sent as soon as the server can be reached. Please leave this page open, or come back to it later.',
  'judge.onlySensitive': 'Only sensitive pairs are left for now',
  'judge.onlySensitiveWhy': 'This campaign gives them between neutral ones. Everything you have done is counted; look in later.',
  'judge.paused': 'This campaign is paused',
  'judge.toTraining': 'To the training',
  'judge.unqualified': 'A training comes first',

  'returned.example': 'An example from your work',
  'returned.open': 'Example and reply',
  'returned.repliedOnce': 'You replied: {text}',
  'returned.reply': 'Your reply to the reviewer',
  'returned.replySend': 'Send the reply',
  'returned.replyWhy': 'You can reply once to this. The pair is judged anew in any case, and your first work on it is paid.',
  'returned.sensitive': 'The prompt is sensitive and not shown here.',
  'returned.title': 'A reviewer sent this pair back',
  'returned.youSaid': '{question}: you said {answer}',

  'shell.navigation': 'Main',
  'shell.skipToContent': 'Skip to the content',
} as const;

const all = { ...en, ...later } as const;

export type LaterKey = KeyOf<typeof all>;

/** Like `t`, for what is loaded later itself: it says the sentences of the first pair too. */
export const say = translator(all, () => language.messages, readerLocale);
