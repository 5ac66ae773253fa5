package jwt

import (
	"encoding/json"
	"strings"
	"testing"
)

// The examples of the standards: RFC 7515 A.2, A.3 and A.4, RFC 7520 4.2 and
// 4.3, RFC 8037 A.5.
var vectors = []struct{ name, algorithm, key, token string }{
	{
		"RFC 7515 A.2", "RS256",
		`{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}`,
		"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
	},
	{
		"RFC 7515 A.3", "ES256",
		`{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`,
		"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
	},
	{
		"RFC 7515 A.4", "ES512",
		`{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}`,
		"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
	},
	{
		"RFC 7520 4.2", "PS384",
		`{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"}`,
		"eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
	},
	{
		"RFC 7520 4.3", "ES512",
		`{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}`,
		"eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
	},
	{
		"RFC 8037 A.5", "EdDSA",
		`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
		"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
	},
}

// The signatures of the standards are valid, and changing any bit makes them
// invalid.
func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			keys, err := readKeys([]byte(`{"keys":[` + v.key + `]}`))
			if err != nil || keys[0].fault != nil {
				t.Fatal(err, keys)
			}
			dot := strings.LastIndex(v.token, ".")
			signed := []byte(v.token[:dot])
			signature, err := decode(v.token[dot+1:])
			if err != nil {
				t.Fatal(err)
			}
			a, err := algorithmOf(v.algorithm)
			if err != nil {
				t.Fatal(err)
			}
			k, _, err := pick(keys, keys[0].ID, a)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.verify(k.public, signed, signature); err != nil {
				t.Fatal(err)
			}
			for _, text := range [][]byte{signed, signature} {
				for i := range text {
					text[i] ^= 1 << (i % 8)
					if a.verify(k.public, signed, signature) == nil {
						t.Fatalf("bit %d of byte %d does not matter", i%8, i)
					}
					text[i] ^= 1 << (i % 8)
				}
			}
			if a.verify(k.public, signed, signature[1:]) == nil || a.verify(k.public, signed, append(signature, 0)) == nil || a.verify(k.public, signed, nil) == nil {
				t.Error("a signature of another length is accepted")
			}
		})
	}
}

// A.2 and A.3 are complete tokens.
func TestVectorClaims(t *testing.T) {
	for _, v := range vectors[:2] {
		got, err := parse(v.token)
		if err != nil {
			t.Fatal(err)
		}
		if got.algorithm.name != v.algorithm || got.claims.Issuer != "joe" || got.claims.Expires.Unix() != 1300819380 || string(got.claims.All["http://example.com/is_root"]) != "true" {
			t.Errorf("%s: %+v", v.name, got.claims)
		}
	}
}

// Invalid keys with their errors.
func TestKeys(t *testing.T) {
	rsa, ec := vectors[0].key, vectors[1].key
	with := func(key, members string) string { return strings.Replace(key, "{", "{"+members+",", 1) }
	tests := []struct{ key, want string }{
		{rsa, ""},
		{with(rsa, `"use":"sig","key_ops":["verify"],"alg":"RS256","x5t":"x","x5c":["AA=="],"endorsements":["msteams"]`), ""},
		{with(rsa, `"use":"enc"`), `its use is "enc"`},
		{with(rsa, `"key_ops":["encrypt"]`), "it must not be used to verify"},
		{with(rsa, `"key_ops":[]`), "it must not be used to verify"},
		{`{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}`, `unsupported key type "oct"`},
		{`{}`, `unsupported key type ""`},
		{strings.Replace(rsa, `"AQAB"`, `"AQ"`, 1), "not an RSA key"},
		{strings.Replace(rsa, `"AQAB"`, `"AQAA"`, 1), "not an RSA key"},
		{strings.Replace(rsa, `"AQAB"`, `"_____w"`, 1), "not an RSA key"},
		{strings.Replace(rsa, `"AQAB"`, `""`, 1), "not an RSA key"},
		{strings.Replace(rsa, `"AQAB"`, `"AQAB="`, 1), "its member e is not base64url"},
		{strings.Replace(rsa, `ofgW`, `of+W`, 1), "its member n is not base64url"},
		{strings.Replace(rsa, "XpoQ", "XpoA", 1), "not an RSA key"},
		{`{"kty":"RSA","e":"AQAB","n":"` + strings.Repeat("_", 170) + `Q"}`, "it has 1024 bits"},
		{`{"kty":"RSA","e":"AQAB","n":"` + strings.Repeat("_", 2736) + `"}`, "it has 16416 bits"},
		{strings.Replace(ec, "P-256", "P-384", 1), "its coordinates have 32 and 32 bytes; expected 48"},
		{strings.Replace(ec, "P-256", "secp256k1", 1), `unsupported curve "secp256k1"`},
		{strings.Replace(ec, "f83O", "f83P", 1), "its point is not on the curve"},
		{`{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}`, "its point is not on the curve"},
		{`{"kty":"EC","crv":"P-256","x":"","y":"?"}`, "its member y is not base64url"},
		{`{"kty":"EC","crv":"P-256","x":"?","y":""}`, "its member x is not base64url"},
		{`{"kty":"OKP","crv":"Ed448","x":""}`, `unsupported curve "Ed448"`},
		{`{"kty":"OKP","crv":"Ed25519","x":"AAAA"}`, "it has 3 bytes"},
		{`{"kty":"OKP","crv":"Ed25519","x":"\n"}`, "its member x is not base64url"},
	}
	for _, test := range tests {
		var k webKey
		if err := json.Unmarshal([]byte(test.key), &k); err != nil {
			t.Fatal(err)
		}
		public, err := k.read()
		switch {
		case test.want == "":
			if err != nil || public == nil {
				t.Errorf("%s: %v", test.key, err)
			}
		case err == nil || !strings.Contains(err.Error(), test.want):
			t.Errorf("%s: %v, want %s", test.key, err, test.want)
		}
	}
}
