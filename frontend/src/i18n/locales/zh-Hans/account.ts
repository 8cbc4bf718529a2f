import type { account as english } from '$i18n/account';
import type { Translation } from '$i18n/translator';

/** Signing in, the account, the language, in Simplified Chinese. */
export const account: Translation<typeof english> = {
  'account.change': '修改密码',
  'account.current': '当前密码',
  'account.differs': '与上面的新密码不一致。',
  'account.keepHere': '保留在此电脑上',
  'account.kept.other': '有 {count} 个回答保存在此电脑上，尚未送达。',
  'account.language': '语言',
  'account.languageWhy': '界面、问题和判断指南都会使用这种语言。',
  'account.leave': '离开此电脑',
  'account.leaveWhy': '如果其他人也使用此电脑，请退出登录。已发送的内容都保存在服务器上。',
  'account.look': '查看',
  'account.new': '新密码',
  'account.notSent': '目前无法连接服务器，因此未能全部发送。',
  'account.password': '密码',
  'account.passwordChanged': '密码已修改。',
  'account.repeat': '再次输入新密码',
  'account.sendFirst': '立即发送，然后退出',
  'account.signOut': '退出登录',
  'account.signedInAs': '您以 {name} 的身份登录。',
  'account.title': '账户',
  'account.version': 'Tandem {version}',
  'account.waits.other': '有 {count} 个回答尚未发送',
  'account.waitsWhy': '可以立即发送，也可以保留在此电脑上：下次您在这里登录时会自动发送。其他人在 Tandem 中看不到它们。',
  'account.work': '您的工作方式',

  'language.title': '语言',

  'signIn.again': '请重新登录',
  'signIn.againWhy': '您的登录已过期。什么都没有丢失：您的回答已保留，重新登录后即可继续。',
  'signIn.do': '登录',
  'signIn.name': '用户名',
  'signIn.noAccount': '还没有账户，或忘记了密码？请联系此服务器的管理者。',
  'signIn.password': '密码',
  'signIn.tagline': '成对地判断视频。',
};
