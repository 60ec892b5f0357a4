//! A search for code that is linked into the running program.

/// Texts in the credentials providers and in the parsers of files. They are reversed, because this program would contain them otherwise.
const TEXTS: [&str; 9] = [
    "latropossswa",
    "htuao-oss",
    "sdnoceSnoitaruD",
    "ssecorp_laitnederc",
    "nekot-atadatem-2ce-swa-x",
    "IRU_LLUF_SLAITNEDERC_RENIATNOC_SWA",
    "ELIF_SLAITNEDERC_DERAHS_SWA",
    "YROTCERID_EHCAC_NIGOL_SWA",
    "ELIF_NEKOT_YTITNEDI_BEW_SWA",
];

/// Returns those of the texts that this program contains.
pub(crate) fn providers() -> Vec<String> {
    let program = std::fs::read("/proc/self/exe").unwrap_or_default();
    assert!(program.len() > 1_000_000, "it can be read");
    let program = String::from_utf8_lossy(&program);
    let texts = TEXTS.map(|text| text.chars().rev().collect::<String>());
    let texts = texts.into_iter();
    texts.filter(|text| program.contains(text)).collect()
}
