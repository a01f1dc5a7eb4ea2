package mail

// The kinds of mails.
const (
	KindPasswordReset     Kind = "password_reset"
	KindEmailConfirm      Kind = "email_confirm"
	KindEmailChange       Kind = "email_change"
	KindEmailChangeNotice Kind = "email_change_notice"
	KindSignUp            Kind = "sign_up"
	KindSignUpTaken       Kind = "sign_up_taken"
	KindSignIn            Kind = "sign_in"
	KindSignUpInvitation  Kind = "sign_up_invitation"
	KindGuestOrderLink    Kind = "guest_order_link"
	KindPasswordChanged   Kind = "password_changed"
)
