import type { care as english } from '$i18n/care';
import type { Translation } from '$i18n/translator';

/** What one agrees to see, breaks and support, in Simplified Chinese. */
export const care: Translation<typeof english> = {
  'break.goOn': '继续',
  'break.over': '休息结束',
  'break.overWhy': '您可以随时继续。',
  'break.sensitive': '您连续观看的敏感内容已经足够多了。您完成的一切都会计入。',
  'break.session': '您已经工作了很长时间。您完成的一切都会计入，休息不会对您不利。',
  'break.title': '该休息一下了',
  'break.until': '{time} 可以继续。',

  'consent.agree': '我同意，开始',
  'consent.change': '我同意观看的内容',
  'consent.given': '您于 {when} 表示同意。',
  'consent.hard': '有些提示词和视频可能令人不适。请选择您愿意观看的内容；您可以随时更改。',
  'consent.kinds': '我愿意观看',
  'consent.kindsWhy': '取消勾选您不想看的类别。您会得到其他视频对，这绝不会对您不利。视频实际包含的内容并不总能事先知道。',
  'consent.leave': '您可以随时离开。您完成的一切都会计入。',
  'consent.neutral': '此任务中没有已知会令人不适的内容。',
  'consent.notNow': '暂不',
  'consent.save': '保存',
  'consent.saved': '已保存，从下一对开始生效。',
  'consent.skip': '任何一对都可以因为令人不适而跳过：只需一个按键，照常支付报酬，无需说明原因。',
  'consent.stored': '您的选择会连同日期一起保存，不会出现在任何导出中。',
  'consent.title': '开始之前',
  'consent.veiled': '敏感内容在您选择显示之前都是隐藏的，不会自动播放，也没有声音。',
  'consent.what': '在“{campaign}”中，您将比较由机器生成的视频，判断哪个更好，以及是否包含有害内容。',

  'support.lead': '在这里看到的内容可能会留在心里。停下来没有关系，与人谈谈也没有关系。',
  'support.none': '还没有支持页面',
  'support.noneWhy': '团队尚未为此任务编写支持页面。请联系邀请您的人。',
  'support.open': '支持',
  'support.title': '支持',

  'veil.grey': '黑白显示',
  'veil.hold': '仅在按住时显示',
  'veil.holdToLift': '按住以显示',
  'veil.lift': '显示',
  'veil.options': '如何观看敏感内容',
  'veil.small': '小画面',
  'veil.title': '这一对的内容可能令人不适',
  'veil.why': '在您选择显示之前，提示词和视频都会隐藏且没有声音。您可以随时再次隐藏。',
};
