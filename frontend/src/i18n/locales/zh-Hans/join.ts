import type { join as english } from '$i18n/join';
import type { Translation } from '$i18n/translator';

/** For whoever follows an invitation, in Simplified Chinese. */
export const join: Translation<typeof english> = {
  'join.already': '您已经参与此项目。',
  'join.annotator': '邀请您成对地判断视频。',
  'join.do': '加入',
  'join.doNew': '创建账户并加入',
  'join.go': '前往项目列表',
  'join.in': '您现已加入 {campaign}。',
  'join.known': '我已有账户',
  'join.linkIsCut': '链接不完整。请从原处重新复制：# 之后应有 40 个字母和数字。',
  'join.member': '如果您已经参与，请照常登录。',
  'join.nameHint': '用于登录的名称。不必是真实姓名，数据集中也绝不会包含它。',
  'join.new': '我是新用户',
  'join.notYou': '不是您的账户？请在账户页面退出登录，然后重新打开链接。',
  'join.passwordHint': '至少 12 个字符。',
  'join.refused': '此链接无法让您加入',
  'join.reviewer': '邀请您审核标注者的回答。',
  'join.title': '邀请',
  'join.toAccount': '账户页面',
  'join.until': '链接有效期至 {when}。',
  'join.who': '您以前来过吗？',
};
