"""Scan reports as clinics send them: British, American, dictated, ticked, without stops.

Each was read by hand first; what it says is the expectation.
"""

from __future__ import annotations

from tests.unit.interpret.scan_reports import Case

CLINIC = {
    "british colic": Case(
        "CT KUB (non-contrast)\n"
        "Clinical indication: 43F right loin to groin pain, microscopic haematuria. ?ureteric"
        " calculus. PMH: urosepsis 2021, T2DM.\n"
        "Comparison: CT 03/2024.\n"
        "Findings: There is a 6 mm calculus at the right VUJ causing moderate right "
        "hydroureteronephrosis with perinephric stranding. Superimposed infection cannot be "
        "excluded on imaging alone. A 3 mm and a 4 mm calculus lie in the left lower pole. No"
        " left hydronephrosis.\n"
        "Several pelvic phleboliths. Gallbladder contains calculi.\n"
        "Conclusion: Obstructing 6 mm right VUJ calculus. Please correlate with inflammatory "
        "markers.",
        [
            "gallstone x+",
            "hydronephrosis right moderate",
            "phlebolith bony_pelvis x+",
            "stone left lower_pole 3-4mm x2",
            "stone right uvj 6mm obstructing",
        ],
        ["hydronephrosis left"],
        "ct_without_contrast",
        "03/2024",
    ),
    "american flank pain": Case(
        "EXAM: CT ABDOMEN AND PELVIS WITHOUT CONTRAST\n"
        "HISTORY: Flank pain, left. Fever, chills. History of kidney stones.\n"
        "TECHNIQUE: Axial images with 3 mm collimation. No IV contrast. DLP 412.\n"
        "COMPARISON: 11/2022\n"
        "FINDINGS:\n"
        "KIDNEYS/URETERS: Left kidney is enlarged with moderate hydronephrosis and proximal "
        "hydroureter to the level of an 8 x 6 mm obstructing calculus in the proximal left "
        "ureter (1050 HU), 4 cm below the UPJ. Right kidney: none.\n"
        "BLADDER: Decompressed around a Foley catheter.\n"
        "IMPRESSION:\n"
        "1. 8 mm obstructing proximal left ureteral calculus with moderate hydronephrosis.\n"
        "2. No right-sided nephrolithiasis.",
        ["hydronephrosis left moderate", "stone left proximal_ureter 8mm 1050HU obstructing"],
        ["hydronephrosis right", "stone right kidney"],
        "ct_without_contrast",
        "11/2022",
    ),
    "tick list": Case(
        "Renal Ultrasound\n"
        "[x] Right kidney normal size\n"
        "[x] Left kidney normal size\n"
        "[x] Hydronephrosis: none\n"
        "[ ] Stones\n"
        "[x] Bladder normal",
        [],
        ["hydronephrosis both", "stone"],
        "ultrasound",
        None,
    ),
    "staghorn": Case(
        "CT KUB. staghorn calculus occupying the left renal pelvis and lower pole calyces 4.2"
        " cm, 900 HU. Left kidney atrophic cortex. Right kidney 11 cm, normal. no hydro",
        ["staghorn_stone left renal_pelvis+lower_calyx 42mm 900HU"],
        ["hydronephrosis"],
        "ct_without_contrast",
        None,
    ),
    "dictated single kidney": Case(
        "this is a ct of the kidneys without contrast period the right kidney is absent "
        "surgically the left kidney shows moderate hydronephrosis due to a seven millimeter "
        "stone in the proximal ureter there is no perinephric collection period impression "
        "obstructing left ureteral stone in a solitary kidney",
        ["hydronephrosis left moderate", "stone left proximal_ureter 7mm obstructing"],
        [],
        "ct_without_contrast",
        None,
    ),
    "queried upj": Case(
        "CT urogram: No urinary tract calculi. Simple 3 cm cyst left upper pole. Mild right "
        "hydronephrosis with no obstructing lesion seen, ?PUJ obstruction. Suggest MAG3.",
        ["hydronephrosis right mild", "obstruction? right upj"],
        ["obstructing lesion", "stone"],
        "ct_urogram",
        None,
    ),
    "idle kidney": Case(
        "IVU/CT: Non-functioning hydronephrotic right kidney with 2 cm PUJ stone. Left "
        "kidney: 6 mm stone in mid ureter with moderate hydronephrosis.",
        [
            "hydronephrosis left moderate",
            "hydronephrosis right",
            "stone left mid_ureter 6mm",
            "stone right upj 20mm",
        ],
        [],
        "urogram",
        None,
    ),
    "x ray": Case(
        "X-ray KUB: Two radiopaque densities projected over the left renal shadow, 5 mm and 8"
        " mm. JJ stent in situ on the left. Phleboliths in pelvis.",
        ["opacity left kidney 5-8mm x2", "phlebolith bony_pelvis x+", "stent left"],
        [],
        "x_ray",
        None,
    ),
    "after pcnl": Case(
        "Follow-up CT after PCNL. Previously noted left staghorn calculus no longer seen. "
        "Residual fragments 3 mm, 4 mm in the lower pole. Nephrostomy tube removed.",
        ["nephrostomy-gone", "staghorn_stone-gone left", "stone lower_pole 3-4mm x+"],
        [],
        "ct",
        None,
    ),
    "nephrocalcinosis": Case(
        "INDICATION: Recurrent UTIs. FINDINGS: Bilateral medullary nephrocalcinosis. Non-"
        "obstructing stones bilaterally, largest 5 mm right lower pole. No hydronephrosis. "
        "IMPRESSION: Medullary nephrocalcinosis, ?RTA ?medullary sponge kidney.",
        [
            "medullary_sponge_kidney?",
            "nephrocalcinosis_medullary both",
            "stone both x+ nonobstructing",
            "stone right lower_pole 5mm nonobstructing",
        ],
        ["hydronephrosis"],
        None,
        None,
    ),
    "months": Case(
        "CT KUB 12/01/2026. Compared with 12/2024. Stable 4 mm left lower pole calculus. New "
        "3 mm right upper pole calculus. No obstruction.",
        ["stone left lower_pole 4mm unchanged", "stone right upper_pole 3mm new"],
        ["obstruction"],
        "ct_without_contrast",
        "12/2024",
    ),
    "letters": Case(
        "CT stone study. R: 3mm UP nonobs. L: none. Bladder clear. Hydro: none b/l",
        ["stone? right 3mm nonobstructing"],
        ["hydronephrosis both", "stone left"],
        "ct_without_contrast",
        None,
    ),
    "residual": Case(
        "Clinical details: post right ESWL, ? residual fragments. Ultrasound: Right kidney: 4"
        " mm residual fragment lower pole. Mild fullness of the renal pelvis. Left: NAD.",
        ["hydronephrosis right mild", "stone right lower_pole 4mm"],
        [],
        "ultrasound",
        None,
    ),
    "pyonephrosis": Case(
        "FINDINGS: Markedly dilated left collecting system with layering debris and "
        "urothelial thickening. Findings concerning for pyonephrosis in the appropriate "
        "clinical setting. 12 mm calculus at the left UPJ.",
        ["hydronephrosis left severe", "stone left upj 12mm"],
        [],
        None,
        None,
    ),
    "differential": Case(
        "CT A/P w contrast: Left delayed nephrogram with perinephric fat stranding. 4 mm "
        "calculus left UVJ. Differential includes recently passed stone or pyelonephritis. ",
        ["obstruction left", "stone left uvj 4mm"],
        [],
        "ct_with_contrast",
        None,
    ),
    "transplant": Case(
        "Transplant ultrasound: Transplant kidney in right iliac fossa 11.5 cm. Mild "
        "hydronephrosis of transplant. No calculi. RI 0.7.",
        ["hydronephrosis transplant mild"],
        ["stone"],
        "ultrasound",
        None,
    ),
    "kidneys by side": Case(
        "ultrasound kidneys - rt kidney 9.8cm, multiple calculi largest 11mm in renal pelvis,"
        " moderate hydronephrosis. lt kidney 10.1cm, calculi none, hydronephrosis none",
        ["hydronephrosis right moderate", "stone right renal_pelvis 11mm x+"],
        ["hydronephrosis left", "stone left kidney"],
        "ultrasound",
        None,
    ),
    "full bladder": Case(
        "CT Abdomen: Bilateral hydronephrosis, right mild, left moderate, secondary to "
        "markedly distended bladder. No ureteric calculi. Prostatomegaly.",
        ["hydronephrosis left moderate", "hydronephrosis right mild"],
        ["stone ureter"],
        "ct",
        None,
    ),
    "calcified mass": Case(
        "History: 60M, haematuria. Known stones. Findings: 3.5 cm solid enhancing mass in the"
        " upper pole of the right kidney with internal calcification, suspicious for RCC. 5 "
        "mm non obstructing calculus left kidney.",
        ["mass_calcification right upper_pole 35mm", "stone left kidney 5mm nonobstructing"],
        [],
        None,
        None,
    ),
    "interval": Case(
        "Impression: 1. Interval passage of the previously seen 4 mm left distal ureteral "
        "stone. 2. Resolved left hydronephrosis. 3. Unchanged 2 mm nonobstructing right renal"
        " stone. 4. No new stones.",
        [
            "hydronephrosis-gone left",
            "stone right kidney 2mm nonobstructing unchanged",
            "stone-gone left distal_ureter 4mm",
        ],
        [],
        None,
        None,
    ),
    "bedside": Case(
        "Limited bedside US by ED: no hydro left, mild hydro right. stones not seen. aorta "
        "1.8cm. fever 38.5",
        ["hydronephrosis right mild"],
        ["hydronephrosis left", "stone"],
        "ultrasound",
        None,
    ),
    "lt with a stop": Case(
        "NCCT KUB : Rt. ureteric calculus of size 9x7 mm at L3-L4 level with HU 1100 causing "
        "moderate HDUN. Lt. kidney small contracted, non functioning. Urinary bladder normal."
        " IMP: Rt ureteric calculus with upstream HDUN.",
        ["hydronephrosis right moderate", "stone right ureter 9mm 1100HU"],
        [],
        "ct_without_contrast",
        None,
    ),
    "normal study": Case(
        "CT KUB: no renal or ureteric stone. no hydronephrosis. appendix normal. "
        "diverticulosis. impression normal study for stones",
        [],
        ["hydronephrosis", "stone kidney+ureter"],
        "ct_without_contrast",
        None,
    ),
    "past history": Case(
        "Past medical history: sepsis, stones.\n"
        "Clinical question: haematuria.\n"
        "Findings: 4 mm stone left lower pole. No hydronephrosis.",
        ["stone left lower_pole 4mm"],
        ["hydronephrosis"],
        None,
        None,
    ),
    "passed": Case(
        "CT without contrast. The kidneys are symmetric. Punctate non-obstructing calculi in "
        "both kidneys measuring 1-2 mm. No ureteral calculus. The previously seen right UVJ "
        "calculus has passed. Mild residual right hydroureter. Small hiatal hernia.",
        [
            "hydroureter right mild",
            "stone both kidney 1-2mm x+ nonobstructing",
            "stone-gone right uvj",
        ],
        ["stone ureter"],
        "ct_without_contrast",
        None,
    ),
    "hedged stranding": Case(
        "CT UROLITHIASIS PROTOCOL\n"
        "INDICATION: 55yo M, left flank pain x 2 days, nausea. Afebrile. WBC 11. UA pending.\n"
        "COMPARISON: None available.\n"
        "FINDINGS: There is a 5 mm stone at the left UVJ with mild left hydroureteronephrosis"
        " and mild perinephric stranding, which could be due to obstruction or superimposed "
        "infection. Two nonobstructing stones in the right kidney measure 2 mm and 4 mm.\n"
        "IMPRESSION: Obstructing 5 mm left UVJ stone. Correlate with urinalysis to exclude "
        "superimposed infection.",
        [
            "hydronephrosis left mild",
            "obstruction? left",
            "stone left uvj 5mm obstructing",
            "stone right kidney 2-4mm x2 nonobstructing",
        ],
        [],
        "ct",
        None,
    ),
    "staghorn both": Case(
        "CT KUB: bilateral partial staghorn calculi. Moderate right hydronephrosis. Right "
        "renal cortex thinned. Infection cannot be excluded.",
        ["hydronephrosis right moderate", "staghorn_stone both x+"],
        [],
        "ct_without_contrast",
        None,
    ),
    "no stops": Case(
        "ct kub noncontrast left vuj calc 4mm mild hydroureter few phleboliths no right stones",
        ["hydroureter mild", "phlebolith x+", "stone left uvj 4mm"],
        ["stone right"],
        "ct_without_contrast",
        None,
    ),
    "three in one": Case(
        "There are 3 stones in the left kidney: 3 mm upper pole, 4 mm interpolar, 7 mm lower "
        "pole. Right kidney: none. No obstruction.",
        ["stone left lower_pole 7mm", "stone left mid_pole 4mm", "stone left upper_pole 3mm"],
        ["obstruction", "stone right kidney"],
        None,
        None,
    ),
    "a and a": Case(
        "Kidneys: Right 11.1 cm, left 10.9 cm. A 3 and a 5 mm stone in the right lower pole; "
        "no hydronephrosis. Bladder: unremarkable.",
        ["stone right lower_pole 3-5mm x2"],
        ["hydronephrosis"],
        None,
        None,
    ),
    "up from the uvj": Case(
        "FINDINGS: Left kidney: 4 mm calculus lower pole. Right kidney: unremarkable. "
        "Ureters: 6 mm stone 5 cm up from the left UVJ. Bladder: normal.",
        ["stone left lower_pole 4mm", "stone left ureter 6mm"],
        [],
        None,
        None,
    ),
    "month compared": Case(
        "Comparison: CT 03/2024. There is a 4 mm stone in the left lower pole, previously 3 mm.",
        ["stone left lower_pole 4mm was 3mm"],
        [],
        None,
        "03/2024",
    ),
    "month compared, no ct": Case(
        "Compared with 3/2024, no change in 4 mm left renal stone.",
        ["stone left kidney 4mm unchanged"],
        [],
        None,
        "3/2024",
    ),
    "forms in capitals": Case(
        "U/S KUB \n"
        "RT KIDNEY : 9.6 X 4.2 CM, NORMAL ECHOTEXTURE, CMD MAINTAINED, 4.5 MM CALCULUS IN "
        "LOWER CALYX, NO HYDRONEPHROSIS\n"
        "LT KIDNEY : 9.9 X 4.5 CM, MILD HYDRONEPHROSIS WITH HYDROURETER, 7 MM CALCULUS AT VUJ"
        "\n"
        "URINARY BLADDER : NORMAL\n"
        "IMP : LT VUJ CALCULUS WITH MILD HYDROURETERONEPHROSIS. RT RENAL CALCULUS.",
        ["hydronephrosis left mild", "stone left uvj 7mm", "stone right lower_calyx 4.5mm"],
        ["hydronephrosis right"],
        "ultrasound",
        None,
    ),
    "sizes of kidneys": Case(
        "US: Right kidney: Size 10 cm, Stones: 3 mm and 5 mm, Hydronephrosis: none. Left "
        "kidney: Size 10.5 cm, Stones: none, Hydronephrosis: mild.",
        ["hydronephrosis left mild", "stone right kidney 3-5mm x+"],
        ["hydronephrosis right", "stone left kidney"],
        "ultrasound",
        None,
    ),
    "boxes in a line": Case(
        "[ ] hydronephrosis right [x] hydronephrosis left [x] stones left 6 mm [ ] stones right",
        ["hydronephrosis left", "stone left 6mm x+"],
        ["hydronephrosis right", "stone right"],
        None,
        None,
    ),
    "preserved function": Case(
        "The left kidney is atrophic with cortical thinning; function is preserved on MAG3. 8"
        " mm right PUJ stone causing moderate hydronephrosis.",
        ["hydronephrosis right moderate", "stone right upj 8mm"],
        [],
        None,
        None,
    ),
    "nil": Case(
        "CT KUB. Right: 2 mm stone lower pole, 3 mm stone mid pole. Left: nil. Impression: "
        "tiny right renal stones, non-obstructing.",
        ["stone right lower_pole 2mm nonobstructing", "stone right mid_pole 3mm nonobstructing"],
        ["stone left"],
        "ct_without_contrast",
        None,
    ),
}
