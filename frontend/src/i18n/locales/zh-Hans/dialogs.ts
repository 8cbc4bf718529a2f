import type { dialogs as english } from '$i18n/dialogs';
import type { Translation } from '$i18n/translator';

/** To skip, to leave a note, and what is kept on this computer, in Simplified Chinese. */
export const dialogs: Translation<typeof english> = {
  'note.keep': '保留',
  'note.text': '备注',
  'note.title': '给审核者的备注',
  'note.why': '它会随您在此阶段的回答一起发送。只有团队会看到。',

  'outbox.answers': '“{stage}”的回答',
  'outbox.asideWhy.other': '有 {count} 个被服务器拒绝，已放在这里。其他内容不受影响。请保存到文件并交给团队查看。',
  'outbox.discard': '丢弃',
  'outbox.empty': '您所做的一切都已送达服务器。此电脑上没有等待发送的内容。',
  'outbox.export': '保存到文件',
  'outbox.fleeting': '此浏览器不为本网站保存数据。请保持页面打开，直到全部发送完毕。',
  'outbox.refused': '已放在一旁',
  'outbox.release': '一对已归还',
  'outbox.report': '一次举报',
  'outbox.sendAgain': '再次发送',
  'outbox.sendNow': '立即发送',
  'outbox.skip': '一对已跳过',
  'outbox.title': '保存在此电脑上的内容',
  'outbox.waiting': '等待中',
  'outbox.waits.other': '有 {count} 个回答等待发送。连接到服务器后会自动发送，重启浏览器之后也一样。',

  'skip.broken': '无法播放',
  'skip.brokenWhy': '视频缺失、黑屏或中断。',
  'skip.illegal': '其中是否有可能违法的内容?',
  'skip.no_difference': '看不出区别',
  'skip.no_differenceWhy': '您仔细看过两个视频，没有任何方面分出高下。',
  'skip.note': '还有什么要补充的吗？（选填）',
  'skip.other': '其他原因',
  'skip.otherWhy': '请简单说明。',
  'skip.reason': '原因',
  'skip.title': '跳过这一对',
  'skip.unintelligible': '提示词无法理解',
  'skip.unintelligibleWhy': '您看不出它要求什么。',
  'skip.upsetting': '内容令我不适',
  'skip.upsettingWhy': '您无需多作说明。这绝不会对您不利。',
  'skip.why': '有原因的跳过没有问题，也会支付报酬。您不会再遇到这一对。',
};
