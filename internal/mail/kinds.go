package mail

// The kinds of mails.
const (
	PasswordReset     Kind = "password_reset"
	EmailConfirm      Kind = "email_confirm"
	EmailChange       Kind = "email_change"
	EmailChangeNotice Kind = "email_change_notice"
	SignUp            Kind = "sign_up"
	SignUpTaken       Kind = "sign_up_taken"
	SignIn            Kind = "sign_in"
	SignUpInvitation  Kind = "sign_up_invitation"
	GuestOrderLink    Kind = "guest_order_link"
	PasswordChanged   Kind = "password_changed"
)
