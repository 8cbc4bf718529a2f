import { campaigns } from '$i18n/manage/campaigns';
import { care } from '$i18n/manage/care';
import { consensus } from '$i18n/manage/consensus';
import { corpora } from '$i18n/manage/corpora';
import { gold } from '$i18n/manage/gold';
import { inspections } from '$i18n/manage/inspections';
import { invitations } from '$i18n/manage/invitations';
import { pay } from '$i18n/manage/pay';
import { people } from '$i18n/manage/people';
import { protocols } from '$i18n/manage/protocols';
import { quality } from '$i18n/manage/quality';
import { snapshots } from '$i18n/manage/snapshots';
import { takedowns } from '$i18n/manage/takedowns';
import { training } from '$i18n/manage/training';

/** Sentences of the manager's pages, apart so that annotators do not load them. */
export const en = {
  'action.copied': 'Copied',
  'action.copy': 'Copy',
  'action.more': 'Show more',
  'action.save': 'Save',
  ...campaigns,
  ...care,
  ...consensus,
  ...corpora,
  ...gold,
  ...inspections,
  ...invitations,
  ...pay,
  ...people,
  ...protocols,
  ...quality,
  ...snapshots,
  ...takedowns,
  ...training,
} as const;
