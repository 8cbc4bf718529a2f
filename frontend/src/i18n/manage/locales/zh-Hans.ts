import { campaigns } from '$i18n/manage/locales/zh-Hans/campaigns';
import { care } from '$i18n/manage/locales/zh-Hans/care';
import { consensus } from '$i18n/manage/locales/zh-Hans/consensus';
import { corpora } from '$i18n/manage/locales/zh-Hans/corpora';
import { gold } from '$i18n/manage/locales/zh-Hans/gold';
import { inspections } from '$i18n/manage/locales/zh-Hans/inspections';
import { invitations } from '$i18n/manage/locales/zh-Hans/invitations';
import { pay } from '$i18n/manage/locales/zh-Hans/pay';
import { people } from '$i18n/manage/locales/zh-Hans/people';
import { protocols } from '$i18n/manage/locales/zh-Hans/protocols';
import { quality } from '$i18n/manage/locales/zh-Hans/quality';
import { snapshots } from '$i18n/manage/locales/zh-Hans/snapshots';
import { takedowns } from '$i18n/manage/locales/zh-Hans/takedowns';
import { training } from '$i18n/manage/locales/zh-Hans/training';
import type { Messages } from '$i18n/translator';

/** The manager's pages in Simplified Chinese. A test names each sentence that is missing. */
export const messages: Messages = {
  'action.copied': '已复制',
  'action.copy': '复制',
  'action.more': '显示更多',
  'action.save': '保存',
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
};
