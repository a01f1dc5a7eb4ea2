package addressbook_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/page"
	"clientele/internal/servicetest"
)

func TestListFor(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		var ids []string
		ann := b.customer("ann")
		for i := range 5 {
			b.add(ann, irish(fmt.Sprint(i)))
		}
		bob := b.customer("bob")
		b.add(bob, irish("b"))
		ids = append(ids, ann.CustomerID, bob.CustomerID, b.customer("none").CustomerID)
		ctx, statements := db.CountStatements(context.Background())
		found, err := b.ListFor(ctx, reader, ids, page.Args{First: p(2)})
		if err != nil || statements() != 1 {
			t.Fatalf("%d statements, %v", statements(), err)
		}
		for i, want := range []int{2, 1, 0} {
			if n := len(found[ids[i]].Nodes()); n != want || found[ids[i]].PageInfo.HasNextPage != (i == 0) {
				t.Errorf("customer %d: %d addresses, %+v", i, n, found[ids[i]].PageInfo)
			}
			total, err := found[ids[i]].TotalCount(ctx)
			if err != nil || *total != []int{5, 1, 0}[i] {
				t.Errorf("customer %d: total %d, %v", i, *total, err)
			}
		}
		if statements() != 2 {
			t.Errorf("%d statements with totals", statements())
		}
		var forward, backward []string
		for args := (page.Args{First: p(2)}); ; {
			found, err := b.ListFor(ctx, ann, ids, args)
			if err != nil {
				t.Fatal(err)
			}
			list := found[ann.CustomerID]
			for _, a := range list.Nodes() {
				forward = append(forward, a.Line1)
			}
			if args.After = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
				break
			}
		}
		for args := (page.Args{Last: p(2)}); ; {
			found, err := b.ListFor(ctx, ann, ids, args)
			if err != nil {
				t.Fatal(err)
			}
			list := found[ann.CustomerID]
			var some []string
			for _, a := range list.Nodes() {
				some = append(some, a.Line1)
			}
			backward = append(some, backward...)
			if args.Before = list.PageInfo.StartCursor(); !list.PageInfo.HasPreviousPage {
				break
			}
		}
		if want := []string{"0", "1", "2", "3", "4"}; !slices.Equal(forward, want) || !slices.Equal(backward, want) {
			t.Errorf("forward %v, backward %v", forward, backward)
		}
		if found, err := b.ListFor(ctx, ann, ids, page.Args{}); err != nil || len(found[bob.CustomerID].Nodes()) != 0 {
			t.Errorf("a customer can list the addresses of another: %v", err)
		}
		if found, err := b.ListFor(ctx, reader, ids, page.Args{}); err != nil ||
			len(found[bob.CustomerID].Nodes()) != 1 {
			t.Errorf("CUSTOMERS_READ does not list addresses: %v", err)
		}
		for _, who := range []auth.Caller{visitor, seller, writer} {
			if _, err := b.ListFor(ctx, who, ids, page.Args{}); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_READ" {
				t.Errorf("%+v: %v", who, err)
			}
			if _, err := b.DefaultsFor(ctx, who, ids); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_READ" {
				t.Errorf("%+v: %v", who, err)
			}
		}
	})
}

func TestGetMany(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		ctx := context.Background()
		ann, bob := b.customer("ann"), b.customer("bob")
		hers, his := b.add(ann, irish("a")), b.add(bob, irish("b"))
		ids := []string{hers.ID, his.ID, "address_none"}
		for _, c := range []struct {
			caller auth.Caller
			want   int
		}{{ann, 1}, {reader, 2}, {writer, 0}, {seller, 0}, {visitor, 0}} {
			found, err := b.GetMany(ctx, c.caller, ids)
			if err != nil || len(found) != c.want {
				t.Errorf("%+v gets %d, want %d: %v", c.caller, len(found), c.want, err)
			}
		}
	})
}

func TestFormat(t *testing.T) {
	onEach(t, func(t *testing.T, b *book) {
		f, err := b.Format("ie")
		if err != nil || f.Name != "Ireland" || len(f.Regions) != 26 || *f.PostcodeExample == "" || len(f.Parts) == 0 {
			t.Errorf("%+v %v", f, err)
		}
		if _, err := b.Format("XX"); servicetest.Errors(err) != "BAD_USER_INPUT" {
			t.Errorf("unknown country: %v", err)
		}
	})
}
