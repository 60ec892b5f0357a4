use std::time::{Duration, SystemTime};

use tinsmith_codegen::MARK;

use super::*;

fn file(path: &str, body: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: format!("// {MARK} from m.json. Do not edit.\n{body}\n"),
    }
}

fn package(root: &Path, files: &[(&str, &str)]) -> [Package; 1] {
    let files = files.iter().map(|(path, body)| file(path, body)).collect();
    [Package::new(root.to_owned(), files)]
}

fn names(root: &Path, differences: &[Difference]) -> Vec<String> {
    let root = format!("{}/", root.display());
    differences
        .iter()
        .map(|difference| difference.to_string().replace(&root, ""))
        .collect()
}

#[test]
fn missing_changed_and_stray_files_are_reported_and_updated() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(&package(
        root,
        &[("src/a.rs", "1"), ("src/old/b.rs", "1"), ("src/c.rs", "1")],
    ))
    .unwrap();

    let now = package(
        root,
        &[("src/a.rs", "1"), ("src/c.rs", "2"), ("src/d.rs", "1")],
    );
    let expected = [
        "missing src/d.rs",
        "differs src/c.rs",
        "stray   src/old/b.rs",
    ];
    assert_eq!(names(root, &differences(&now).unwrap()), expected);
    assert_eq!(names(root, &write(&now).unwrap()), expected);
    assert_eq!(differences(&now).unwrap(), []);
    assert!(
        !root.join("src/old").exists(),
        "an emptied folder is removed"
    );
}

#[test]
fn an_unchanged_file_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let package = package(folder.path(), &[("a.rs", "1")]);
    write(&package).unwrap();
    let path = folder.path().join("a.rs");
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(write(&package).unwrap(), []);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn handwritten_files_are_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("examples")).unwrap();
    fs::write(root.join("examples/mine.rs"), "fn main() {}").unwrap();
    write(&package(root, &[("a.rs", "1")])).unwrap();
    assert_eq!(
        fs::read_to_string(root.join("examples/mine.rs")).unwrap(),
        "fn main() {}"
    );

    fs::write(root.join("a.rs"), "fn mine() {}").unwrap();
    let error = write(&package(root, &[("a.rs", "2"), ("b.rs", "1")])).unwrap_err();
    assert!(error.to_string().contains("was not generated"), "{error}");
    assert_eq!(
        fs::read_to_string(root.join("a.rs")).unwrap(),
        "fn mine() {}"
    );
    assert!(!root.join("b.rs").exists());
}

#[test]
fn only_the_source_folder_of_the_crate_has_generated_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let package = package(root, &[("src/a.rs", "1")]);
    write(&package).unwrap();
    let marked = format!("// {MARK} from m.json.\n");
    for (path, text) in [
        ("book/src/SUMMARY.md", "# Mine\n"),
        ("src/src/mine.rs", "fn mine() {}\n"),
        // A target folder, with the output of a build script.
        (
            "target-msrv/CACHEDIR.TAG",
            "Signature: 8a477f597d28d172789f06886806bc55",
        ),
        ("target-msrv/debug/build/x/out/m/mod.rs", marked.as_str()),
        ("target/out/m/mod.rs", marked.as_str()),
        ("other/mod.rs", marked.as_str()),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    assert_eq!(
        names(root, &write(&package).unwrap()),
        ["stray   other/mod.rs", "foreign src/src/mine.rs"]
    );
    assert!(root.join("target-msrv/debug/build/x/out/m/mod.rs").exists());
}

#[test]
fn a_nested_crate_is_ignored_and_found_by_its_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let manifest = SourceFile {
        path: "Cargo.toml".to_owned(),
        text: format!("# {MARK} from m.json.\n"),
    };
    let inner = Package::new(root.join("inner"), vec![manifest, file("src/lib.rs", "1")]);
    write(&[inner]).unwrap();
    assert_eq!(write(&package(root, &[("a.rs", "1")])).unwrap().len(), 1);
    assert!(root.join("inner/src/lib.rs").exists());

    assert_eq!(generated_packages(root).unwrap(), [root.join("inner")]);
    let gone = Package::new(root.join("inner"), Vec::new());
    assert_eq!(
        names(root, &write(&[gone]).unwrap()),
        ["stray   inner/Cargo.toml", "stray   inner/src/lib.rs"]
    );
    assert!(!root.join("inner").exists());
}

#[test]
fn if_one_file_cannot_be_written_none_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(&package(root, &[("a.rs", "1")])).unwrap();
    // A file in place of a folder.
    fs::write(root.join("src"), "").unwrap();
    let error = write(&package(root, &[("a.rs", "2"), ("src/lib.rs", "1")])).unwrap_err();
    assert!(error.to_string().contains("src"), "{error}");
    let left: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "no temporary file is left: {left:?}");
    assert!(
        fs::read_to_string(root.join("a.rs"))
            .unwrap()
            .ends_with("1\n")
    );
}

#[test]
fn a_file_of_the_user_needs_no_mark_and_is_no_stray_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("Cargo.toml"), "# mine\n").unwrap();
    let merged = SourceFile {
        path: "Cargo.toml".to_owned(),
        text: "# mine\n# yours\n".to_owned(),
    };
    let user = [Package::of_user(root.to_owned(), vec![merged])];
    assert_eq!(names(root, &write(&user).unwrap()), ["differs Cargo.toml"]);
    assert_eq!(write(&user).unwrap(), []);
}

#[test]
fn the_temporary_files_of_an_interrupted_run_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let [of_crate] = package(root, &[("src/a.rs", "1"), ("src/b.rs", "1")]);
    let merged = SourceFile {
        path: "tinsmith.toml".to_owned(),
        text: "# mine\n".to_owned(),
    };
    let packages = [of_crate, Package::of_user(root.to_owned(), vec![merged])];
    write(&packages).unwrap();
    // The first run wrote a part of a file, and the present one renames it.
    fs::remove_file(root.join("src/b.rs")).unwrap();
    let of_obsolete = format!("// {MARK} from m.json.\n");
    for (path, text) in [
        ("src/a.rs.unfinished", ""),
        ("src/b.rs.unfinished", "//"),
        ("src/obsolete.rs.unfinished", of_obsolete.as_str()),
        ("src/mine.unfinished", ""),
        ("tinsmith.toml.unfinished", ""),
    ] {
        fs::write(root.join(path), text).unwrap();
        let file = fs::File::options().write(true).open(root.join(path));
        let earlier = SystemTime::now() - Duration::from_secs(120);
        file.unwrap().set_modified(earlier).unwrap();
    }
    let expected = [
        "missing src/b.rs",
        "stray   src/a.rs.unfinished",
        "stray   src/b.rs.unfinished",
        "stray   src/obsolete.rs.unfinished",
        "stray   tinsmith.toml.unfinished",
        "foreign src/mine.unfinished",
    ];
    assert_eq!(names(root, &write(&packages).unwrap()), expected);
    assert_eq!(names(root, &differences(&packages).unwrap()), expected[5..]);
}

#[test]
fn the_temporary_files_of_a_run_at_the_same_time_stay() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let [of_crate] = package(root, &[("src/a.rs", "1")]);
    let merged = SourceFile {
        path: "tinsmith.toml".to_owned(),
        text: "# mine\n".to_owned(),
    };
    let packages = [of_crate, Package::of_user(root.to_owned(), vec![merged])];
    write(&packages).unwrap();
    let temporary = ["src/a.rs.unfinished", "tinsmith.toml.unfinished"];
    for path in temporary {
        fs::write(root.join(path), format!("// {MARK}")).unwrap();
    }
    assert_eq!(write(&packages).unwrap(), []);
    for path in temporary {
        assert!(root.join(path).exists(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_file_of_the_user_remains_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("real.toml"), "# mine\n").unwrap();
    std::os::unix::fs::symlink("real.toml", root.join("Cargo.toml")).unwrap();
    let merged = SourceFile {
        path: "Cargo.toml".to_owned(),
        text: "# yours\n".to_owned(),
    };
    write(&[Package::of_user(root.to_owned(), vec![merged])]).unwrap();
    let read = |name| fs::read_to_string(root.join(name)).unwrap();
    assert_eq!(read("real.toml"), "# yours\n");
    assert!(root.join("Cargo.toml").is_symlink());
}

#[test]
fn every_other_file_in_the_folder_of_a_module_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let [mut module] = package(root, &[("mod.rs", "1")]);
    module.scope = Scope::Module;
    write(&[module.clone()]).unwrap();
    fs::write(root.join("mine.rs"), "fn mine() {}").unwrap();
    // Files of the system and of editors are not differences.
    fs::write(root.join(".DS_Store"), "").unwrap();
    fs::write(root.join(".mine.rs.swp"), "").unwrap();
    assert_eq!(names(root, &write(&[module]).unwrap()), ["foreign mine.rs"]);
    assert!(root.join("mine.rs").exists());
}

#[test]
fn a_file_that_cannot_be_written_leaves_no_new_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // The temporary name of the last file is taken.
    fs::create_dir(root.join("z.rs.unfinished")).unwrap();
    let files = vec![file("a/b/c.rs", ""), file("a/b/d.rs", ""), file("z.rs", "")];
    let package = Package::new(root.to_owned(), files);
    let error = write(&[package]).unwrap_err().to_string();
    let expected = format!("cannot write {}: ", root.join("z.rs").display());
    assert!(error.starts_with(&expected), "{error}");
    let entries = fs::read_dir(root).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["z.rs.unfinished"]);
}
