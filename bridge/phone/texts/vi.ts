import type { PhoneTexts } from './texts.ts';

export const vi: PhoneTexts = {
  language: 'Tiếng Việt',
  languages: 'Ngôn ngữ',
  addMoney: 'Nạp tiền',
  toMachine: (machine) => `Vào máy ${machine}`,
  payFrom: 'Trả từ',
  anotherBank: 'Tài khoản ngân hàng khác',
  firstTime: 'Chọn số tiền. Sau đó đăng nhập ngân hàng, chỉ lần đầu này.',
  oneTap: 'Chạm vào một số tiền là thanh toán.',
  amount: 'Số tiền',
  otherAmount: 'Số tiền khác',
  otherButton: 'Nạp số tiền này',
  between: (least, most) => `Từ ${least} đến ${most}`,
  notAnAmount: 'Không thể nạp số tiền này. Chưa có khoản nào bị trừ.',
  chooseBank: 'Chọn ngân hàng của bạn',
  logIn: 'Đăng nhập ngân hàng',
  atBank: (amount) => `Bạn nạp ${amount}. Hãy đăng nhập ngân hàng và chọn tài khoản.`,
  bankAgain: {
    title: 'Hãy đăng nhập lại ngân hàng',
    body: 'Thỉnh thoảng ngân hàng yêu cầu như vậy. Sau đó thanh toán của bạn tự tiếp tục.',
  },
  needsScript:
    'Đăng nhập ngân hàng cần JavaScript. Hãy bật JavaScript trong trình duyệt này rồi mở lại trang.',
  bankNotLoaded: 'Không tải được trang ngân hàng. Chưa có khoản nào bị trừ. Hãy mở lại trang này.',
  payWith: (amount, account) => `Nạp ${amount} từ ${account}`,
  bankAccount: 'Tài khoản ngân hàng',
  waiting: { title: 'Đang chờ ngân hàng', body: 'Chưa có khoản nào bị trừ.' },
  capturing: { title: 'Đang thanh toán', body: 'Chúng tôi đang hỏi ngân hàng. Việc này mất vài giây.' },
  onItsWay: {
    title: 'Đang chuyển đến',
    body: 'Ngân hàng của bạn đã đồng ý. Tiền của bạn sẽ đến trong giây lát.',
  },
  beingAdded: { title: 'Đã thanh toán', body: 'Tiền của bạn đang được nạp vào máy.' },
  added: { title: 'Đã nạp vào máy', body: 'Tiền đã vào máy. Bạn có thể chơi.' },
  addedInPart: { title: 'Đã nạp một phần', body: 'Phần còn lại được trả về tài khoản của bạn.' },
  addedInPartByAttendant: {
    title: 'Hãy gọi nhân viên',
    body: 'Đã nạp một phần. Nhân viên sẽ trả lại phần còn lại cho bạn.',
  },
  unconfirmed: {
    title: 'Xin chờ tại máy',
    body: 'Chúng tôi đang xác nhận thanh toán. Đừng trả tiền lần nữa. Nhân viên sẽ giúp bạn.',
  },
  goingBack: {
    title: 'Tiền được trả lại bạn',
    body: 'Máy không nhận được tiền. Tiền được trả về tài khoản ngân hàng của bạn.',
  },
  goingBackByAttendant: {
    title: 'Hãy gọi nhân viên',
    body: 'Máy không nhận được tiền của bạn. Nhân viên sẽ trả lại cho bạn.',
  },
  elsewhere: {
    title: 'Thanh toán tiếp tục ở trình duyệt khác',
    body: 'Bạn đã bắt đầu ở đó. Đừng trả tiền lần nữa: hãy xem ở đó hoặc trên máy.',
  },
  declined: 'Chưa thanh toán',
  otherAmountByNextCode: 'Để nạp số tiền khác, hãy quét mã tiếp theo trên máy. Mã mới tự hiện ra.',
  tooLate: { title: 'Hết thời gian', body: 'Chưa có khoản nào bị trừ. Hãy quét lại mã trên máy.' },
  look: 'Xem thanh toán của bạn',
  passkeyOffer:
    'Điện thoại này có thể trả tiền bằng một lần chạm: vân tay, khuôn mặt hoặc mã của máy. Khi đó chỉ bạn trả tiền được bằng máy này.',
  passkeyMake: 'Lần sau chỉ cần một lần chạm trên điện thoại này',
  passkeyFind: 'Đã từng trả tiền ở đây? Dùng mã khóa của bạn',
  passkeyMade: 'Điện thoại này đã có mã khóa. Lần sau chỉ cần một lần chạm.',
  notConfirmed: 'Chưa xác nhận bằng mã khóa. Chưa có khoản nào bị trừ. Hãy thử lại hoặc đăng nhập ngân hàng.',
  passkeyGone: 'Mã khóa này không còn mở tài khoản nào. Chưa có khoản nào bị trừ. Hãy đăng nhập ngân hàng.',
  passkeyName: 'Thanh toán tại máy',
  cardOffer:
    'Khi thẻ người chơi của bạn ở trong máy, bất kỳ điện thoại nào cũng có thể trả từ tài khoản này bằng một lần chạm, không cần ngân hàng. Hãy giữ kín thẻ và mã PIN.',
  cardMake: 'Tìm tài khoản này bằng thẻ của tôi cả trên điện thoại khác',
  cardMade: 'Thẻ người chơi của bạn giờ tìm được tài khoản này trên điện thoại khác.',
  byCard: (account) => `${account}, qua thẻ người chơi của bạn`,
  cardGone:
    'Thẻ người chơi này không còn ở trong máy, hoặc không mở tài khoản này. Chưa có khoản nào bị trừ.',
  cardOpens: 'Thẻ người chơi của bạn tìm được các tài khoản của điện thoại này trên điện thoại khác.',
  cardEnd: 'Không dùng thẻ của tôi nữa',
  cardEnded: {
    title: 'Không còn dùng thẻ của bạn',
    body: 'Thẻ người chơi của bạn không còn tìm được tài khoản nào của điện thoại này.',
  },
  forget: 'Xóa',
  forgetThis: (account) => `Xóa ${account}?`,
  forgetBody: 'Chúng tôi xóa vĩnh viễn. Để dùng lại, bạn phải đăng nhập ngân hàng lần nữa.',
  forgetNow: 'Xóa tài khoản này',
  forgotten: { title: 'Đã xóa', body: 'Chúng tôi không còn lưu tài khoản này. Hãy quét mã để thanh toán.' },
  refused: {
    CODE_EXPIRED: { title: 'Mã này đã cũ', body: 'Hãy quét mã đang hiện trên máy.' },
    CODE_NOT_OURS: { title: 'Đây không phải mã của chúng tôi', body: 'Hãy quét mã trên máy.' },
    MACHINE_GONE: { title: 'Không nhận ra máy này', body: 'Hãy gọi nhân viên. Chưa có khoản nào bị trừ.' },
    MACHINE_DISABLED: {
      title: 'Máy này hiện không nhận',
      body: 'Máy này hiện không nhận tiền từ điện thoại. Chưa có khoản nào bị trừ. Hãy thử máy khác.',
    },
    MACHINE_NOT_CONNECTED: {
      title: 'Máy chưa kết nối',
      body: 'Chưa có khoản nào bị trừ. Hãy thử lại sau vài phút hoặc gọi nhân viên.',
    },
    MACHINE_NOT_READY: {
      title: 'Máy hiện không thể nhận tiền',
      body: 'Chưa có khoản nào bị trừ. Hãy quét lại khi máy sẵn sàng hoặc gọi nhân viên.',
    },
    AMOUNT_NOT_TAKEN: {
      title: 'Máy này không nhận số tiền này',
      body: 'Chưa có khoản nào bị trừ. Hãy quay lại và chọn số tiền khác.',
    },
    NOT_TAKEN_HERE: {
      title: 'Không thực hiện được tại đây',
      body: 'Chưa có khoản nào bị trừ. Vui lòng hỏi nhân viên.',
    },
    NO_COOKIE: {
      title: 'Cần có cookie',
      body: 'Hãy cho phép cookie của trang này để chúng tôi nhận ra điện thoại của bạn. Chưa có khoản nào bị trừ. Sau đó quét lại mã.',
    },
    FORM_OLD: { title: 'Trang này đã cũ', body: 'Chưa có khoản nào bị trừ. Hãy quét lại mã trên máy.' },
    TOO_MANY: { title: 'Xin chờ', body: 'Có quá nhiều yêu cầu. Hãy thử lại sau một phút.' },
    NOTHING_HERE: { title: 'Không có gì ở đây', body: 'Hãy quét mã trên máy.' },
    FAILED: {
      title: 'Đã có lỗi',
      body: 'Nếu bạn vừa thanh toán, đừng trả tiền lần nữa: hãy xem thanh toán của bạn trước.',
    },
  },
};
