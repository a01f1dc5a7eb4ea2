package mail

import (
	"net/url"
	"strconv"
)

// The kinds of emails that there are templates for.
const (
	PasswordReset     Kind = "password_reset"      // choose a new password: Link or Token
	EmailVerification Kind = "email_verification"  // verify that an account's address is one's own: Link or Token
	EmailChange       Kind = "email_change"        // the same for an address that an account is to get
	EmailChangeNotice Kind = "email_change_notice" // to the address that an account had
	SignUp            Kind = "sign_up"             // finish signing up: Link or Token
	SignUpTaken       Kind = "sign_up_taken"       // somebody tried to sign up with the address of an account
	SignIn            Kind = "login_code"          // sign in without a password: Code, and Link or Token
	SignInNew         Kind = "sign_up_code"        // create an account and sign in to it: Code, and Link or Token
	SignUpInvitation  Kind = "sign_up_invitation"  // somebody asked to sign in, and there is no account
	GuestOrderLink    Kind = "guest_order_link"    // open a guest's order, or claim it: Link or Token, and Order, its number
	PasswordChanged   Kind = "password_changed"    // notice
	SessionReplayed   Kind = "session_replayed"    // notice: somebody used a session's old token, so it was ended
)

// kinds has the page of the storefront that each kind's link leads to; the token goes into its query.
var kinds = map[Kind]string{
	PasswordReset:     "/reset-password",
	EmailVerification: "/verify-email",
	EmailChange:       "/change-email",
	EmailChangeNotice: "",
	SignUp:            "/finish-sign-up",
	SignUpTaken:       "/sign-in",
	SignIn:            "/sign-in",
	SignInNew:         "/sign-in",
	SignUpInvitation:  "/sign-up",
	GuestOrderLink:    "/guest-order",
	PasswordChanged:   "/forgot-password",
	SessionReplayed:   "/sign-in",
}

// notices tell the owner of an account what was done to it. Of an hour they have a share of their own: whoever did it could have
// other emails sent first, so that the warning comes too late.
var notices = []Kind{PasswordChanged, EmailChangeNotice, SessionReplayed}

// waysIn let an owner into the account. Of the emails to one address that wait for the next hour they are the first: anybody can
// ask for others again and again.
var waysIn = []Kind{PasswordReset, SignIn}

// values are the names that templates may use. Name is the person's, Shop the shop's; Storefront its base URL, and Email the
// address that the email goes to. The others are what a letter brings: a link and the token inside it, a code to type in, for
// how many minutes they are good, the number of an order, the address that an account is to get. GoodFor is the minutes in
// words, and Hours the same in hours where they are whole ones: both follow from Minutes.
var values = []string{
	"Name", "Shop", "Storefront", "Email", "Link", "Token", "Code", "Minutes", "Hours", "GoodFor", "Order", "NewEmail",
}

// goodFor returns minutes in words, in the largest unit of which there are whole ones, and in whole hours if they are. A
// day is 24 hours, since "one day" could mean until midnight.
func goodFor(minutes string) (words, hours string) {
	n, err := strconv.Atoi(minutes)
	if err != nil || n < 1 {
		return "", ""
	}
	count := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return strconv.Itoa(n) + " " + unit + "s"
	}
	if n%60 != 0 {
		return count(n, "minute"), ""
	}
	n /= 60
	hours = strconv.Itoa(n)
	if n > 24 && n%24 == 0 {
		return count(n/24, "day"), hours
	}
	return count(n, "hour"), hours
}

// Link returns the address of a kind's page in the storefront, with the token where there is one. It is empty where the shop
// has not said where its storefront is: emails then carry the token alone.
func (s *Service) Link(kind Kind, token string) string {
	if s.o.Storefront == "" || kinds[kind] == "" {
		return ""
	}
	link := s.o.Storefront + kinds[kind]
	if token != "" {
		link += "?token=" + url.QueryEscape(token)
	}
	return link
}
