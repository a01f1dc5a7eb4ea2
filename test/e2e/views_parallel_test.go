package e2e

import (
	"fmt"
	"sync"
	"testing"

	"clientele/test/apptest"
)

// TestChangesOfTwoMembers checks that of two members who change the same version of a shared view or a group, one gets
// a CONFLICT with the current record, and that both may share and delete what remains.
func TestChangesOfTwoMembers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		_, manager := p.CreateMember(owner, "mia@shop.example", "MANAGER")
		view := p.Send(owner, createView, apptest.Vars{"in": apptest.Vars{"list": "ORDERS", "name": "A", "shared": true}}).OK().Text("createSavedView.savedView.id")
		group := p.Send(owner, `mutation { createCustomerGroup(input: { name: "A" }) { customerGroupId userErrors { code } } }`, nil).OK().Text("createCustomerGroup.customerGroupId")
		const updateGroup = `mutation($id: ID!, $in: UpdateCustomerGroupInput!) { updateCustomerGroup(id: $id, input: $in) { customerGroup { name version } userErrors { code } } }`
		for _, c := range []struct{ root, record, query, id string }{
			{"updateSavedView", "savedView", updateView, view}, {"updateCustomerGroup", "customerGroup", updateGroup, group},
		} {
			for version := 1; version <= 5; version++ {
				answers := make([]*apptest.Response, 2)
				var both sync.WaitGroup
				for i, as := range []apptest.Headers{owner, manager} {
					both.Go(func() {
						in := apptest.Vars{"name": fmt.Sprint("Name ", version, " of ", i), "expectedVersion": version}
						answers[i] = p.Send(as, c.query, apptest.Vars{"id": c.id, "in": in})
					})
				}
				both.Wait()
				codes := map[string]int{}
				for _, a := range answers {
					codes[a.UserErrorCode(c.root)]++
					if got := a.At(c.root + "." + c.record + ".version"); got != float64(version+1) {
						t.Errorf("%s: the answer has version %v, want %d", c.root, got, version+1)
					}
				}
				if codes[""] != 1 || codes["CONFLICT"] != 1 {
					t.Errorf("%s: codes %v", c.root, codes)
				}
			}
		}
		deleted := make([]*apptest.Response, 2)
		var both sync.WaitGroup
		for i, as := range []apptest.Headers{owner, manager} {
			both.Go(func() { deleted[i] = p.Send(as, deleteView, apptest.Vars{"id": view}) })
		}
		both.Wait()
		if a, b := deleted[0].ErrorCode(), deleted[1].ErrorCode(); a+b != "NOT_FOUND" {
			t.Errorf("deleted twice: %q and %q", a, b)
		}
	})
}

// TestSharedViewLimit checks that there are at most 200 shared views, whoever shares them, and that others can still be
// saved and changed.
func TestSharedViewLimit(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		_, sam := p.CreateMember(owner, "sam@shop.example", "SUPPORT")
		_, kim := p.CreateMember(owner, "kim@shop.example", "SUPPORT")
		create := func(as apptest.Headers, shared bool) *apptest.Response {
			return p.Send(as, createView, apptest.Vars{"in": apptest.Vars{"list": "ORDERS", "name": "A", "shared": shared}})
		}
		for range 100 {
			create(owner, true).OK()
			create(sam, true).OK()
		}
		if code := create(kim, true).UserErrorCode("createSavedView"); code != "LIMIT_REACHED" {
			t.Errorf("one more: %q", code)
		}
		own := create(kim, false).OK().Text("createSavedView.savedView.id")
		for _, c := range []struct {
			in   apptest.Vars
			code string
		}{
			{apptest.Vars{"shared": true}, "LIMIT_REACHED"}, {apptest.Vars{"name": "B"}, ""}, {apptest.Vars{"shared": false}, ""},
		} {
			if code := p.Send(kim, updateView, apptest.Vars{"id": own, "in": c.in}).UserErrorCode("updateSavedView"); code != c.code {
				t.Errorf("%v: %q, want %q", c.in, code, c.code)
			}
		}
	})
}

// TestViewsOfRemovedMembers checks that a member can be removed while another one stops sharing the member's views, and
// that only shared views are left.
func TestViewsOfRemovedMembers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		_, manager := p.CreateMember(owner, "mia@shop.example", "MANAGER")
		for round := range 8 {
			id, sam := p.CreateMember(owner, fmt.Sprint("sam", round, "@shop.example"), "SUPPORT")
			views := make([]string, 4)
			for i := range views {
				views[i] = p.Send(sam, createView, apptest.Vars{"in": apptest.Vars{"list": "ORDERS", "name": "A", "shared": true}}).OK().Text("createSavedView.savedView.id")
			}
			var all sync.WaitGroup
			for _, view := range views {
				all.Go(func() {
					a := p.Send(manager, updateView, apptest.Vars{"id": view, "in": apptest.Vars{"shared": false}})
					if code := a.ErrorCode(); code != "" && code != "NOT_FOUND" {
						t.Errorf("a view that is no longer shared: %s", code)
					}
				})
			}
			all.Go(func() {
				p.Send(owner, `mutation($id: ID!) { removeStaffMember(id: $id) { userErrors { code } } }`, apptest.Vars{"id": id}).OK()
			})
			all.Wait()
			for _, view := range views {
				a := p.Send(manager, deleteView, apptest.Vars{"id": view})
				if code := a.ErrorCode(); code != "" && code != "NOT_FOUND" {
					t.Errorf("deleting what is left: %s", code)
				}
			}
		}
	})
}
