/** What a player is told when an account cannot be used: our words, in the five languages of the glass. */

import type { PageWords } from '../pay-page.ts';

export const OTHER_ACCOUNT_PLEASE: PageWords = {
  en: 'Sorry, we cannot take money from this account now. Please choose another one.',
  es: 'Lo sentimos: ahora no podemos cobrar de esta cuenta. Elige otra.',
  fil: 'Paumanhin, hindi makakuha ng pera sa account na ito ngayon. Pumili ng iba.',
  vi: 'Rất tiếc, hiện không thể lấy tiền từ tài khoản này. Vui lòng chọn tài khoản khác.',
  'zh-Hans': '抱歉，目前无法从此账户付款。请选择其他账户。',
};

export const NOT_NOW: PageWords = {
  en: 'Sorry, your bank could not do this now. Nothing was taken. Try again, or choose another account.',
  es: 'Lo sentimos: tu banco no pudo hacerlo ahora. No se cobró nada. Intenta otra vez o elige otra cuenta.',
  fil: 'Paumanhin, hindi ito magawa ng bangko mo ngayon. Walang kinuha. Subukan muli o pumili ng ibang account.',
  vi: 'Rất tiếc, ngân hàng chưa thực hiện được. Chưa có khoản nào bị trừ. Hãy thử lại hoặc chọn tài khoản khác.',
  'zh-Hans': '抱歉，您的银行目前无法完成此操作。未扣款。请重试或选择其他账户。',
};

export const LIMIT_REACHED: PageWords = {
  en: 'The daily limit of this account is reached. Nothing was taken. Choose a smaller amount or come back tomorrow.',
  es: 'Esta cuenta llegó a su límite diario. No se cobró nada. Elige un monto menor o vuelve mañana.',
  fil: 'Naabot na ang pang-araw-araw na limitasyon ng account na ito. Walang kinuha. Pumili ng mas maliit na halaga o bumalik bukas.',
  vi: 'Tài khoản này đã đạt hạn mức trong ngày. Chưa có khoản nào bị trừ. Hãy chọn số tiền nhỏ hơn hoặc quay lại vào ngày mai.',
  'zh-Hans': '此账户已达到每日限额。未扣款。请选择较小的金额或明天再来。',
};

/** Whoever looks over the player's shoulder reads nothing of an exclusion [excluded-stays-out]. */
export const NOT_TAKEN_HERE: PageWords = {
  en: 'This payment cannot be made here. Nothing was taken. Please ask an attendant.',
  es: 'Este pago no se puede hacer aquí. No se cobró nada. Pregunta al personal.',
  fil: 'Hindi magagawa ang bayad na ito rito. Walang kinuha. Magtanong sa attendant.',
  vi: 'Không thể thực hiện khoản thanh toán này tại đây. Chưa có khoản nào bị trừ. Vui lòng hỏi nhân viên.',
  'zh-Hans': '此处无法进行这笔付款。未扣款。请咨询服务员。',
};

export const MACHINE_NOT_READY: PageWords = {
  en: 'The machine cannot take money now. Nothing was taken. Try again when it is ready, or ask an attendant.',
  es: 'La máquina no acepta dinero en este momento. No se cobró nada. Inténtalo cuando esté lista o pide ayuda al personal.',
  fil: 'Hindi makatanggap ng pera ang makina ngayon. Walang kinuha. Subukan muli kapag handa na ito, o tumawag ng attendant.',
  vi: 'Máy hiện không thể nhận tiền. Chưa có khoản nào bị trừ. Hãy thử lại khi máy sẵn sàng hoặc gọi nhân viên.',
  'zh-Hans': '机器目前无法接收款项。未扣款。请在机器就绪后重试，或联系服务员。',
};

export const AMOUNT_NOT_TAKEN: PageWords = {
  en: 'This machine does not take this amount. Nothing was taken. Scan the next code and choose another amount.',
  es: 'Esta máquina no acepta este importe. No se cobró nada. Escanea el siguiente código y elige otro importe.',
  fil: 'Hindi tinatanggap ng makinang ito ang halagang ito. Walang kinuha. I-scan ang susunod na code at pumili ng ibang halaga.',
  vi: 'Máy này không nhận số tiền này. Chưa có khoản nào bị trừ. Hãy quét mã tiếp theo và chọn số tiền khác.',
  'zh-Hans': '此机器不接受该金额。未扣款。请扫描下一个二维码并选择其他金额。',
};
