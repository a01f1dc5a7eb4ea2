// Package payload holds the values of payloads with more than one field. The generator binds a payload of the schema
// to the struct that has the same fields; a payload with one field needs none. The fields userErrors and, for each
// record, its id are added by the executor.
package payload

import (
	"clientele/internal/accounts"
	"clientele/internal/staff"
	"clientele/models"
)

// SignIn is a customer who has signed in.
type SignIn struct {
	Customer      *models.Customer
	CustomerToken *accounts.CustomerToken
}

// SignUp is a new customer. Customer is nil if the sign-up continues by email.
type SignUp struct {
	Customer      *models.Customer
	CustomerToken *accounts.CustomerToken
	EmailSent     bool
}

// Checkout is a placed order, and for a guest's order the token that opens it.
type Checkout struct {
	Order           *models.Order
	GuestOrderToken *string
}

// StaffSignIn is a staff member who has signed in.
type StaffSignIn struct {
	StaffMember *models.StaffMember
	StaffToken  *staff.StaffToken
}

// Invitation is an invited staff member, and the token that accepts the invitation.
type Invitation struct {
	StaffMember     *models.StaffMember
	InvitationToken *string
	EmailSent       bool
}

// Removal is the id of a removed staff member, and what became of the member's API keys.
type Removal struct {
	DeletedID   *string
	RevokedKeys []*models.APIKey
	KeptKeys    []*models.APIKey
}

// NewAPIKey is a new API key and its secret.
type NewAPIKey struct {
	APIKey *models.APIKey
	Secret *string
}

// NewWebhook is a webhook and its new secret.
type NewWebhook struct {
	Webhook *models.Webhook
	Secret  *string
}

// Redelivery is a webhook and the number of failed deliveries that are tried again.
type Redelivery struct {
	Webhook *models.Webhook
	Retried *int
}

// NewImport is the job of an import, and the URL to send its file to.
type NewImport struct {
	Job       *models.Job
	UploadURL *string
}
