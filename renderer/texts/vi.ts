import type { Texts } from './texts.ts';

export const vi: Texts = {
  purpose: 'Nạp tiền bằng điện thoại',
  steps: [
    { verb: 'Quét', how: 'Hướng camera vào mã' },
    { verb: 'Chọn', how: 'Chọn số tiền và ngân hàng' },
    { verb: 'Duyệt', how: 'Xác nhận với ngân hàng' },
    { verb: 'Chơi', how: 'Tín dụng hiện trên máy này' },
  ],
  invitation: {
    title: 'Nạp tiền bằng điện thoại',
    body: 'Không cần thẻ, không cần ứng dụng. Chỉ cần ngân hàng của bạn.',
    button: 'Chạm để lấy mã',
  },
  starting: { title: 'Đang chuẩn bị', body: 'Xin chờ giây lát. Bạn vẫn có thể dùng tiền mặt.' },
  adding: { title: 'Đang nạp vào máy này', body: 'Đã duyệt. Tiền đang được chuyển vào máy.' },
  added: { title: 'Đã nạp vào máy này', body: 'Tiền đã vào máy. Bạn có thể chơi.' },
  addedInPart: (requested) => `Bạn đã yêu cầu ${requested}. Phần còn lại không được nạp.`,
  declined: {
    LIMIT_REACHED: { title: 'Đã đến hạn mức ngày', body: 'Số tiền này vượt hạn mức hôm nay của bạn.' },
    MACHINE_NOT_READY: {
      title: 'Máy chưa sẵn sàng',
      body: 'Máy tạm thời không nhận được tiền. Hãy thử lại hoặc gọi nhân viên.',
    },
    AMOUNT_NOT_ALLOWED: {
      title: 'Hãy chọn số tiền khác',
      body: 'Máy này không nhận số tiền đó. Hãy quét lại và chọn số khác.',
    },
    CANCELLED: { title: 'Đã hủy', body: 'Bạn đã hủy trên điện thoại. Hãy quét lại khi bạn muốn.' },
    EXPIRED: { title: 'Hết thời gian', body: 'Thanh toán mất quá nhiều thời gian. Hãy quét lại.' },
    REFUSED_BY_BANK: {
      title: 'Ngân hàng từ chối',
      body: 'Ngân hàng không duyệt. Hãy thử tài khoản khác hoặc hỏi ngân hàng.',
    },
  },
  remainingToday: (amount) => `Hôm nay bạn còn có thể nạp ${amount}.`,
  nothingRemainsToday: 'Ngày mai bạn có thể nạp tiếp.',
  nothingAdded: 'Chưa có khoản nào được nạp.',
  unconfirmed: {
    title: 'Xin chờ tại đây',
    body: 'Chúng tôi đang kiểm tra thanh toán. Đừng trả thêm: nhân viên sẽ giúp bạn.',
  },
  note: {
    accepted: { title: 'Đã nhận tiền', body: 'Tiền đã vào máy.' },
    returned: { title: 'Trả lại tờ tiền', body: 'Xin lấy lại. Hãy vuốt phẳng hoặc thử tờ khác.' },
  },
  unavailable: {
    STARTING: { title: 'Đang chuẩn bị', body: 'Xin chờ giây lát. Bạn vẫn có thể dùng tiền mặt.' },
    LINK_DOWN: {
      title: 'Tạm ngưng nạp qua điện thoại',
      body: 'Mất kết nối với sòng bạc. Hãy dùng tiền mặt hoặc thử lại sau vài phút.',
    },
    LINK_REFUSED: {
      title: 'Không nạp được qua điện thoại',
      body: 'Máy này chưa được cài đặt. Hãy dùng tiền mặt hoặc gọi nhân viên.',
    },
    CODE_SOURCE_UNREACHABLE: {
      title: 'Tạm ngưng nạp qua điện thoại',
      body: 'Dịch vụ thanh toán không trả lời. Hãy dùng tiền mặt hoặc thử lại sau vài phút.',
    },
    CODE_SOURCE_REFUSED: {
      title: 'Không nạp được qua điện thoại',
      body: 'Dịch vụ thanh toán không dùng được ở đây. Hãy dùng tiền mặt hoặc gọi nhân viên.',
    },
    CABINET_ABSENT: {
      title: 'Không nạp được qua điện thoại',
      body: 'Không liên lạc được với máy này. Hãy gọi nhân viên.',
    },
    CABINET_FAULT: {
      title: 'Không nạp được qua điện thoại',
      body: 'Máy này cần kiểm tra. Hãy gọi nhân viên.',
    },
    DOOR_OPEN: { title: 'Cửa máy đang mở', body: 'Nhân viên sẽ đóng cửa. Sau đó bạn có thể nạp tiền.' },
    TILT: { title: 'Máy đã dừng', body: 'Hãy gọi nhân viên. Tiền của bạn vẫn an toàn.' },
    CASHING_OUT: { title: 'Đang trả tiền', body: 'Xin chờ giây lát. Sau đó bạn có thể nạp tiếp.' },
    MACHINE_DISABLED: { title: 'Máy đã đóng', body: 'Sòng bạc đã đóng máy này. Xin chọn máy khác.' },
    ACCEPTOR_FAULT: { title: 'Máy đã dừng', body: 'Máy cần kiểm tra. Hãy gọi nhân viên.' },
    CLOCK_NOT_TRUSTED: {
      title: 'Tạm ngưng nạp qua điện thoại',
      body: 'Máy này cần kiểm tra. Hãy dùng tiền mặt hoặc gọi nhân viên.',
    },
    JOURNAL_DAMAGED: {
      title: 'Không nạp được qua điện thoại',
      body: 'Máy này cần kiểm tra. Hãy gọi nhân viên.',
    },
    CODE_NOT_SCANNABLE: {
      title: 'Không nạp được qua điện thoại',
      body: 'Màn hình này không hiện được mã. Hãy dùng tiền mặt hoặc gọi nhân viên.',
    },
    OUT_OF_SERVICE: { title: 'Ngưng phục vụ', body: 'Xin chọn máy khác.' },
  },
  withoutCash: {
    STARTING: 'Xin chờ giây lát.',
    LINK_DOWN: 'Mất kết nối với sòng bạc. Hãy thử lại sau vài phút.',
    LINK_REFUSED: 'Máy này chưa được cài đặt. Hãy gọi nhân viên.',
    CODE_SOURCE_UNREACHABLE: 'Dịch vụ thanh toán không trả lời. Hãy thử lại sau vài phút.',
    CODE_SOURCE_REFUSED: 'Dịch vụ thanh toán không dùng được ở đây. Hãy gọi nhân viên.',
    CLOCK_NOT_TRUSTED: 'Máy này cần kiểm tra. Hãy gọi nhân viên.',
    CODE_NOT_SCANNABLE: 'Màn hình này không hiện được mã. Hãy gọi nhân viên.',
  },
  expired: { title: 'Xin chờ', body: 'Mã này đã hết hạn. Mã mới sắp hiện.' },
  machine: 'Máy',
  takesNotes: 'Nhận tờ',
  takesNoNotes: 'Hiện không nhận tiền giấy',
  playWithinLimits: 'Hãy chơi trong giới hạn.',
  help: (helpline) => `Trợ giúp: ${helpline}`,
  trial: { DEMO: 'Bản thử, không tiền thật.', STAND_IN: 'Bản thử, không để chơi.' },
  code: 'Mã',
};
