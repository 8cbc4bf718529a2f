import type { Translation } from '$i18n/translator';
import type { work as english } from '$i18n/work';

/** What somebody has done and earned, in Simplified Chinese. */
export const work: Translation<typeof english> = {
  'work.code': '您的完成码：{code}',
  'work.codeWhy': '请在您来的平台上提交。',
  'work.earned': '报酬',
  'work.hourly': '每小时工作 {amount}',
  'work.inAll': '总计',
  'work.left.other': '您还可以做 {count} 对',
  'work.link': '确认您已完成',
  'work.pace': '您的速度',
  'work.paceUnit': '每对',
  'work.pairs.other': '{count} 对',
  'work.rate': '现在每对 {amount}',
  'work.skipped.other': '其中跳过 {count} 对，同样付酬',
  'work.today': '今天',
};
