use super::*;

fn refused(text: &str) -> SettingsError {
    Settings::read(text, "licentia.toml")
        .and_then(|settings| settings.check("licentia.toml").map(|()| settings))
        .expect_err(text)
}

#[test]
fn the_built_in_file_is_complete_and_valid() {
    let settings = Settings::load(None, Overrides::default()).unwrap();
    assert_eq!(settings.accounts.password_minimum, 12);
    assert_eq!(settings.server.body_limit_bytes, 8 * 1024 * 1024);
    assert_eq!(settings.log.format, LogFormat::Auto);
    assert_eq!(settings.database_or("manager.db"), "sqlite:manager.db");
    assert_eq!(settings.secret_or("manager.db"), PathBuf::from("manager.db.secret"));
}

#[test]
fn every_setting_is_explained_by_a_comment_above_its_table_or_itself() {
    let mut explained = false;
    for line in DEFAULTS.lines() {
        if line.starts_with('#') {
            explained = true;
        } else if line.contains(" = ") {
            assert!(explained, "no comment above `{line}`");
        } else {
            explained = false;
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_nearest_name() {
    for (text, key, line, nearest) in [
        ("[server]\nlisen = \"\"", "server.lisen", 2, Some("server.listen")),
        ("listen = \"127.0.0.1:1\"", "listen", 1, Some("server.listen")),
        ("\n\n[servr]\nlisten = \"\"", "servr", 3, Some("server")),
        (
            "[accounts]\npasword_minimum = 20",
            "accounts.pasword_minimum",
            2,
            Some("accounts.password_minimum"),
        ),
        ("[issuers.acme]\nshop = \"\"", "issuers.acme.shop", 2, None),
        ("[colour]\nhue = 1", "colour", 1, None),
        ("log.level = \"x\"", "log.level", 1, None),
    ] {
        assert_eq!(
            refused(text),
            SettingsError::UnknownKey {
                file: "licentia.toml".into(),
                line,
                key: key.into(),
                nearest: nearest.map(str::to_owned),
            },
            "{text}"
        );
    }
}

#[test]
fn wrong_values_are_refused_by_name() {
    for (text, key) in [
        ("[server]\nlisten = 7300", "server.listen"),
        ("[server]\nlisten = \"somewhere\"", "server.listen"),
        ("[server]\npublic_url = \"licences.example.com\"", "server.public_url"),
        ("[server]\npublic_url = \"https://a.example/x\"", "server.public_url"),
        ("server = 1", "server"),
        ("[accounts]\npassword_minimum = 8", "accounts.password_minimum"),
        ("[accounts]\nsession_idle_minutes = 0", "accounts.session_idle_minutes"),
        ("[accounts]\nsession_idle_minutes = -1", "accounts.session_idle_minutes"),
        ("[authority]\nurl = \"licensing.example.com\"", "authority.url"),
        ("[store]\nurl = \"ftp://store.example.com\"", "store.url"),
        ("[issuers.acme]\nstore = \"javascript:alert(1)\"", "issuers.acme.store"),
        ("[issuers.ACME]\nstore = \"\"", "issuers.ACME"),
        ("[outbound]\nproxy = \"socks5://proxy:1080\"", "outbound.proxy"),
        ("[outbound]\nenabled = \"no\"", "outbound.enabled"),
        ("[log]\nfilter = \"info,=,\"", "log.filter"),
        ("[log]\nformat = \"xml\"", "log.format"),
    ] {
        match refused(text) {
            SettingsError::Invalid { key: named, .. } => assert_eq!(named, key, "{text}"),
            other => panic!("{text}: {other}"),
        }
    }
    assert_eq!(refused("[server\nlisten").code(), "settings_syntax");
}

#[test]
fn flags_win_over_the_file_and_the_file_over_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("licentia.toml");
    std::fs::write(
        &path,
        "[server]\nlisten = \"127.0.0.1:9\"\npublic_url = \"https://Licences.Example.com/\"\n[database]\nurl = \"sqlite:data/x.db\"\n",
    )
    .unwrap();
    let overrides = Overrides { listen: Some("127.0.0.1:10".into()), ..Overrides::default() };
    let settings = Settings::load(Some(&path), overrides).unwrap();
    assert_eq!(settings.listen_or("127.0.0.1:1".parse().unwrap()).port(), 10);
    assert_eq!(
        settings.database_or("manager.db"),
        format!("sqlite:{}", folder.path().join("data/x.db").display())
    );
    assert_eq!(settings.public_origin().as_deref(), Some("https://licences.example.com"));
    let missing = Settings::load(Some(&folder.path().join("no.toml")), Overrides::default());
    assert_eq!(missing.unwrap_err().code(), "settings_missing");
}

#[test]
fn an_issuer_of_any_name_has_addresses_of_its_own() {
    let text = "[issuers.acme]\nauthority = \"https://licensing.acme.example\"\n[issuers.creatio]\nstore = \"https://store.example\"";
    let settings = Settings::read(text, "licentia.toml").unwrap();
    settings.check("licentia.toml").unwrap();
    assert_eq!(settings.issuer("acme").authority, "https://licensing.acme.example");
    assert_eq!(settings.issuer("acme").store, "");
    assert_eq!(settings.issuer("creatio").store, "https://store.example");
    assert_eq!(settings.issuer("nobody"), Issuer::default());
    assert!(settings.outbound.enabled && settings.authority.url.is_empty());
}
