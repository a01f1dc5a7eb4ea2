package mail

import (
	"net/url"
	"slices"
)

// The kinds of emails. Each has templates of the same name; the comments name the values that they use.
const (
	PasswordReset     Kind = "password_reset"         // choose a new password: Link or Token
	EmailVerification Kind = "email_verification"     // verify the account's email address: Link or Token
	EmailChange       Kind = "email_change"           // verify the account's new email address: Link or Token
	EmailChangeNotice Kind = "email_change_notice"    // notice to the previous address: NewEmail
	SignUp            Kind = "sign_up"                // finish signing up: Link or Token
	SignUpTaken       Kind = "sign_up_taken"          // a sign-up with the address of an existing account
	LoginCode         Kind = "login_code"             // log in without a password: Code, and Link or Token
	SignUpCode        Kind = "sign_up_code"           // create an account and log in: Code, and Link or Token
	SignUpInvitation  Kind = "sign_up_invitation"     // a log-in with an address that has no account
	GuestOrderLink    Kind = "guest_order_link"       // open or claim a guest's order: Link or Token, and Order
	PasswordChanged   Kind = "password_changed"       // notice
	SessionReplayed   Kind = "session_replayed"       // notice: a used refresh token was sent, the session was revoked
	AccountInvitation Kind = "account_invitation"     // choose a password for a new account: Link or Token
	DataExport        Kind = "data_export"            // download a copy of the personal data: Link or Token
	ConfirmMarketing  Kind = "marketing_confirmation" // confirm a subscription to marketing: Link or Token
	OrderPlaced       Kind = "order_placed"           // notice: an order was placed; Content.Order
	OrderShipped      Kind = "order_shipped"          // notice: items of an order were shipped; Content.Order
	OrderCancelled    Kind = "order_cancelled"        // notice: an order was cancelled; Content.Order
	OrderRefunded     Kind = "order_refunded"         // notice: a refund was recorded; Content.Order
	StaffInvitation   Kind = "staff_invitation"       // choose a password for the dashboard: Token
	StaffReset        Kind = "staff_password_reset"   // choose a new password for the dashboard: Token
	WebhookPaused     Kind = "webhook_paused"         // notice to an owner: Webhook, Host and Reason (GONE or FAILING)
	ErasureRequested  Kind = "erasure_requested"      // the customer requested an erasure: ISODate
	ErasureCancelled  Kind = "erasure_cancelled"      // the request for erasure was cancelled
	ErasureDone       Kind = "erasure_done"           // the personal data was erased; see forgotten
)

// pages holds the page of the storefront, or of the dashboard for staff, that each kind links to. The token is added to
// its query string.
var pages = map[Kind]string{
	PasswordReset:     "/reset-password",
	AccountInvitation: "/reset-password",
	EmailVerification: "/verify-email",
	EmailChange:       "/change-email",
	EmailChangeNotice: "",
	SignUp:            "/finish-sign-up",
	SignUpTaken:       "/sign-in",
	LoginCode:         "/sign-in",
	SignUpCode:        "/sign-in",
	SignUpInvitation:  "/sign-up",
	GuestOrderLink:    "/guest-order",
	PasswordChanged:   "/forgot-password",
	SessionReplayed:   "/sign-in",
	DataExport:        "/data-export",
	ConfirmMarketing:  "/confirm-subscription",
	WebhookPaused:     "",
	ErasureRequested:  "/account",
	ErasureCancelled:  "/account",
	ErasureDone:       "",
	OrderPlaced:       "/account/orders", // of a guest: the page of GuestOrderLink
	OrderShipped:      "",
	OrderCancelled:    "",
	OrderRefunded:     "",
	StaffInvitation:   "/dashboard/invitation",
	StaffReset:        "/dashboard/reset-password",
}

// staffKinds are the kinds whose page belongs to the dashboard, not to the storefront.
var staffKinds = []Kind{StaffInvitation, StaffReset}

// notices are the kinds that inform about a change without having been requested. They have their own hourly limit, so
// that an attacker cannot delay the warning by requesting other emails first.
var notices = []Kind{
	PasswordChanged, EmailChangeNotice, SessionReplayed, WebhookPaused, ErasureRequested, ErasureCancelled,
}

// forgotten are the kinds that are deleted when they are sent or given up, because nothing of the person may remain.
// For the same reason they are not saved to the outbox.
var forgotten = []Kind{ErasureDone}

// recoveryKinds are the kinds that let the owner of an account into it. They are the first to be sent when an address
// is below its hourly limit again, since anyone can keep requesting the other kinds.
var recoveryKinds = []Kind{PasswordReset, LoginCode, StaffReset}

// Link returns the URL of a kind's page, with the token in its query string unless it is empty. It returns "" if the
// URL of the storefront, or of the dashboard for staff, is not configured or the kind has no page: the email then
// contains only the token.
func (s *Service) Link(kind Kind, token string) string {
	base := s.o.Storefront
	if slices.Contains(staffKinds, kind) {
		base = s.o.PublicURL
	}
	if base == "" || pages[kind] == "" {
		return ""
	}
	link := base + pages[kind]
	switch {
	case token == "":
	case slices.Contains(staffKinds, kind): // behind the #, which browsers send to no server
		link += "#" + url.QueryEscape(token)
	default:
		link += "?token=" + url.QueryEscape(token)
	}
	return link
}
