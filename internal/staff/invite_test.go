package staff_test

import (
	"context"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestNewInvitationsReplaceOlderOnes: once a member has chosen a password by an invitation, or changed it, no
// password, session or invitation of before works.
func TestNewInvitationsReplaceOlderOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := newShop(d)
		admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
		m, first, err := s.CreateMember(ctx, admin, staff.CreateStaffMemberInput{Email: "sam@shop.example", Name: "Sam", Role: models.RoleSupport})
		if err != nil {
			t.Fatal(err)
		}
		invite := func() string {
			t.Helper()
			_, token, err := s.Invite(ctx, admin, m.ID)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		accept := func(token, password string) error {
			_, _, err := s.Accept(ctx, auth.Caller{}, token, password)
			return err
		}
		second := invite()
		if got := servicetest.Errors(accept(first, "a stranger's password")); got != "INVITATION_INVALID token" {
			t.Errorf("an older invitation: %q", got)
		}
		if err := accept(second, "a stranger's password"); err != nil {
			t.Fatal(err)
		}
		if err := accept(invite(), "the member's password"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Login(ctx, visitor, "sam@shop.example", "a stranger's password"); err == nil {
			t.Error("the password of before works")
		}
		var sessions []models.StaffSession
		if err := d.Read(ctx).Where("member_id = ?", m.ID).Find(&sessions).Error; err != nil || len(sessions) != 1 {
			t.Fatalf("%d sessions: %v", len(sessions), err)
		}
		outstanding := invite()
		member := auth.Caller{Kind: auth.Staff, KeyID: m.ID, SessionID: sessions[0].ID}
		if _, _, err := s.ChangePassword(ctx, member, "the member's password", "another password"); err != nil {
			t.Fatal(err)
		}
		if got := servicetest.Errors(accept(outstanding, "a stranger's password")); got != "INVITATION_INVALID token" {
			t.Errorf("an invitation from before the change: %q", got)
		}
		if before, err := s.FindMember(ctx, sessions[0].ID); before != nil || err != nil {
			t.Errorf("the session of before: %+v %v", before, err)
		}
	})
}
