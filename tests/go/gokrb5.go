package main

import (
	"context"
	"fmt"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
)

// Changes a user's password by gokrb5 (RFC 3244, by UDP for a short request), then logs in with it.
func changePassword(_ context.Context, s settings) error {
	conf, err := config.Load(s["krb5.conf"])
	if err != nil {
		return err
	}
	user := client.NewWithPassword(s["user"], s["realm"], s["password"], conf,
		client.DisablePAFXFAST(true))
	defer user.Destroy()
	if err := user.Login(); err != nil {
		return err
	}
	changed, err := user.ChangePasswd(s["new password"])
	if err != nil {
		return err
	}
	fmt.Println("changed:", changed)
	again := client.NewWithPassword(s["user"], s["realm"], s["new password"], conf,
		client.DisablePAFXFAST(true))
	defer again.Destroy()
	if err := again.Login(); err != nil {
		return err
	}
	fmt.Println("logged in with the new password")
	return nil
}
