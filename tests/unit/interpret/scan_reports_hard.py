"""Harder scan reports, read by hand before they were run; the short form is that of the others.

Negations that are not of the finding, headings, other organs, dictation, plans and questions.
"""

from __future__ import annotations

from tests.unit.interpret.scan_reports import Case

NC, CT, CE, US, XR = "ct_without_contrast", "ct", "ct_with_contrast", "ultrasound", "x_ray"

HARD = {
    # how the scan was made
    "without contrast and colon": Case(
        "CT without contrast: 4 mm stone left lower pole.", ["stone left lower_pole 4mm"], [], NC
    ),
    "without contrast shows": Case(
        "CT without contrast shows a 4 mm stone.", ["stone 4mm"], [], NC
    ),
    "w/o contrast": Case(
        "CT w/o contrast 4 mm stone left kidney", ["stone left kidney 4mm"], [], NC
    ),
    "kub without contrast": Case(
        "CT KUB without contrast: 4 mm stone left lower pole. Medullary nephrocalcinosis. "
        "No hydronephrosis.",
        ["stone left lower_pole 4mm", "nephrocalcinosis_medullary"],
        ["hydronephrosis"],
        NC,
    ),
    "no oral contrast given": Case(
        "CT abdomen/pelvis. No oral contrast given. 3 mm right UVJ stone, moderate right hydro.",
        ["stone right uvj 3mm", "hydronephrosis right moderate"],
        [],
        CT,
    ),
    "without and with": Case(
        "CT abdomen and pelvis without and with contrast demonstrates left hydronephrosis.",
        ["hydronephrosis left"],
        [],
        NC,
    ),
    "bare w/o": Case(
        "CT A/P w/o: 6 mm L UPJ stone w/ mild hydro",
        ["stone left upj 6mm", "hydronephrosis left mild"],
        [],
        NC,
    ),
    "no priors": Case("No priors available. 5 mm right renal stone.", ["stone right kidney 5mm"]),
    "no comparison, comma": Case(
        "No comparison available, bilateral medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary both"],
    ),
    "limited": Case(
        "Study limited without IV contrast; 2 cm solid left renal mass.",
        ["renal_mass left kidney 20mm"],
    ),
    "no complication": Case(
        "Stent placed without difficulty, no immediate complication: residual 4 mm stone in the "
        "left lower pole.",
        ["stent", "stone left lower_pole 4mm"],
    ),
    "contrast that leaks is a finding": Case(
        "No contrast extravasation, stone or hydronephrosis.", [], ["stone", "hydronephrosis"]
    ),
    "denied through the name of the study": Case(
        "There is no evidence on this unenhanced CT of urinary tract calculus or obstruction.",
        [],
        ["stone", "obstruction"],
        NC,
    ),
    "no sedation": Case(
        "MRI without gadolinium and without sedation: severe right hydronephrosis.",
        ["hydronephrosis right severe"],
        [],
        "mri",
    ),
    "radiation": Case(
        "Low dose CT KUB, no contrast. Comparison: none. Multiple bilateral renal calculi, largest "
        "9 mm right lower pole.",
        ["stone both kidney x+", "stone right lower_pole 9mm"],
        [],
        NC,
    ),
    # indication, history, technique
    "history": Case(
        "History: renal colic, ?stone. Previous stone on the right 2019.\n"
        "Findings: Normal kidneys. No stone.",
        [],
        ["stone"],
    ),
    "clinical details": Case(
        "Clinical details: known left staghorn, hydronephrosis.\nReport: Kidneys are normal.", []
    ),
    "ct for stone": Case(
        "CT for ?stone. Kidneys normal, no hydronephrosis.", [], ["hydronephrosis"], CT
    ),
    "to exclude": Case("Ultrasound to exclude stones. Both kidneys normal.", [], [], US),
    "reason": Case(
        "REASON FOR EXAM: hematuria, evaluate for renal mass or stone\n"
        "FINDINGS: 3 mm stone in the right interpolar region.",
        ["stone right mid_pole 3mm"],
    ),
    "technique mentions stone": Case(
        "TECHNIQUE: Stone protocol CT without contrast.\nFINDINGS: No urolithiasis.",
        [],
        ["stone"],
        NC,
    ),
    "conditional": Case("If a stone is present it is too small to be seen.", []),
    "conditional advice": Case(
        "Kidneys normal. If symptoms persist, CT is recommended to look for a ureteric stone.", []
    ),
    "planned": Case(
        "8 mm right renal pelvis stone. ESWL planned.", ["stone right renal_pelvis 8mm"]
    ),
    # eswl, stents
    "eswl": Case(
        "Post ESWL. Residual fragments up to 4 mm in the left lower calyx.",
        ["stone left lower_calyx 4mm x+"],
    ),
    "steinstrasse": Case(
        "KUB post ESWL: steinstrasse in the distal right ureter over 2 cm.",
        ["ureteral_stone right distal_ureter x+"],
        [],
        XR,
    ),
    "stone free": Case("Follow-up after ESWL: stone-free.", [], ["stone"]),
    "stent in place": Case(
        "Left double-J stent in good position. No residual stone. Mild residual left "
        "hydronephrosis.",
        ["hydronephrosis left mild", "stent left"],
        ["stone"],
    ),
    "stone along stent": Case(
        "KUB: right ureteric stent in situ, 7 mm calculus alongside the stent at L3.",
        ["stent right ureter", "stone right ureter 7mm"],
        [],
        XR,
    ),
    "fragment passed": Case(
        "The previously seen 5 mm left UVJ stone is no longer seen.", ["stone-gone left uvj 5mm"]
    ),
    "encrusted stent": Case("Encrusted left ureteral stent.", ["stent left ureter"]),
    # transplant, horseshoe, single
    "transplant": Case(
        "Transplant kidney in the right iliac fossa: 5 mm stone in the lower pole, "
        "no hydronephrosis.",
        ["stone transplant lower_pole 5mm"],
        ["hydronephrosis transplant"],
    ),
    "horseshoe": Case(
        "Horseshoe kidney with an 11 mm stone in the left renal pelvis.",
        ["horseshoe_kidney", "stone left renal_pelvis 11mm"],
    ),
    "solitary": Case(
        "Solitary left kidney. Moderate hydronephrosis due to 9 mm UPJ stone.",
        ["hydronephrosis single moderate", "stone single upj 9mm"],
    ),
    # children
    "child": Case(
        "Renal ultrasound, 4 year old: both kidneys show markedly echogenic pyramids, "
        "consistent with medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary both"],
        [],
        US,
    ),
    "preterm": Case(
        "US: Premature infant on furosemide. Bilateral nephrocalcinosis, no calculi.",
        ["nephrocalcinosis both"],
        ["stone"],
        US,
    ),
    "sfu": Case(
        "Left kidney: SFU grade 3 hydronephrosis. Right kidney: normal.",
        ["hydronephrosis left moderate"],
    ),
    "denied in child": Case(
        "No hydronephrosis, no nephrocalcinosis, no calculi. Bladder normal.",
        [],
        ["hydronephrosis", "nephrocalcinosis", "stone"],
    ),
    # x-ray
    "xray none": Case(
        "KUB: no radiopaque calculi projected over the kidneys or ureters.",
        [],
        ["stone~ kidney+ureter"],
        XR,
    ),
    "xray phleboliths": Case(
        "AXR: several phleboliths in the pelvis. No renal tract calculus.",
        ["phlebolith bony_pelvis x+"],
        ["stone"],
        XR,
    ),
    "xray gallstones": Case(
        "Plain film: calcified gallstones in the right upper quadrant.",
        ["gallstone right x+"],
        [],
        XR,
    ),
    "staghorn xray": Case(
        "X-ray KUB shows a complete staghorn calculus on the right.",
        ["staghorn_stone right"],
        [],
        XR,
    ),
    # mri, dect
    "mri": Case(
        "MR urography: left hydroureteronephrosis with a filling defect in the distal "
        "ureter, possibly a stone.",
        ["hydronephrosis left", "stone? left distal_ureter"],
        [],
        "mri",
    ),
    "dect": Case(
        "DECT: 12 mm uric acid stone in the right renal pelvis, 420 HU.",
        ["stone right renal_pelvis 12mm 420HU"],
        [],
        "ct_dual_energy",
    ),
    # pocus
    "pocus": Case(
        "POCUS: neg for hydro bilat, no stones seen", [], ["hydronephrosis both", "stone"], US
    ),
    "pocus plus": Case(
        "Bedside US + mod R hydro, no obvious stone",
        ["hydronephrosis right moderate"],
        ["stone~"],
        US,
    ),
    "pocus jets": Case(
        "POCUS: mild L hydro. Bilateral ureteral jets seen.", ["hydronephrosis left mild"], [], US
    ),
    # other organs
    "gallbladder heading": Case("Gallbladder: stones. Kidneys: normal.", ["gallstone x+"]),
    "gallbladder multiple": Case(
        "Gallbladder contains multiple stones, largest 12 mm. CBD 4 mm.", ["gallstone 12mm x+"]
    ),
    "stones in the gallbladder": Case(
        "Multiple stones in the gallbladder. No renal calculi.", ["gallstone x+"], ["stone kidney"]
    ),
    "liver granuloma": Case(
        "Calcified granuloma in the liver. Splenic calcifications.", ["other_calcification"]
    ),  # both outside: one line
    "adrenal": Case("Right adrenal calcification.", ["other_calcification right"]),
    "pancreas": Case(
        "Coarse pancreatic calcifications of chronic pancreatitis. Kidneys normal.",
        ["other_calcification x+"],
    ),
    "pancreatic stones": Case("Chronic pancreatitis with pancreatic duct stones.", []),
    "breast": Case("Breast calcifications noted at the lung bases.", ["other_calcification x+"]),
    "fibroid": Case("Calcified uterine fibroid 3 cm.", ["other_calcification"]),
    "costochondral": Case(
        "Costochondral calcification projects over the left kidney.",
        ["other_calcification left kidney"],
    ),
    "aorta": Case(
        "Dense calcification of the abdominal aorta and iliac arteries.", ["vascular_calcification"]
    ),
    "splenic artery": Case(
        "Splenic artery calcification. No urinary calculi.", ["vascular_calcification"], ["stone"]
    ),
    "prostate": Case("Prostate: 40 cc with coarse calcifications.", ["prostate_calcification x+"]),
    "prostatic stones": Case(
        "Prostatic calculi. No bladder stone.", ["prostate_calcification x+"], ["stone bladder"]
    ),
    "appendicolith": Case(
        "Appendicolith without appendicitis. No nephrolithiasis.",
        ["other_calcification"],
        ["kidney_stone kidney"],
    ),
    "salivary": Case("Submandibular stone.", []),
    "bowel obstruction": Case("Small bowel obstruction. Kidneys normal.", []),
    "biliary obstruction": Case(
        "No biliary obstruction. 3 mm stone in the right kidney.", ["stone right kidney 3mm"]
    ),
    "liver mass": Case("3 cm mass in the liver. Kidneys unremarkable.", []),
    "adrenal mass": Case("Left adrenal mass 2 cm. No renal mass.", [], ["renal_mass kidney"]),
    "renal artery": Case(
        "Renal artery calcification bilaterally.", ["vascular_calcification both"]
    ),
    "hilar vessels": Case(
        "Calcification in the left renal hilum, vascular.", ["vascular_calcification left hilum"]
    ),
    # negation and scope
    "no stone but": Case(
        "No ureteral stone, but 4 mm stone in the left kidney.",
        ["stone left kidney 4mm"],
        ["stone ureter"],
    ),
    "not seen": Case(
        "Stones are not seen. Hydronephrosis is not present.", [], ["stone", "hydronephrosis"]
    ),
    "none": Case("Stones: none. Hydronephrosis: none.", [], ["stone", "hydronephrosis"]),
    "absent": Case(
        "Calculi absent. Right hydronephrosis, mild.", ["hydronephrosis right mild"], ["stone"]
    ),
    "neither": Case(
        "Neither kidney shows stones or hydronephrosis.",
        [],
        ["stone both kidney", "hydronephrosis both"],
    ),
    "resolved": Case("Interval resolution of left hydronephrosis.", ["hydronephrosis-gone left"]),
    "no new": Case(
        "No new stones. Known 3 mm right lower pole stone unchanged.",
        ["stone right lower_pole 3mm unchanged"],
    ),
    "without hydronephrosis": Case(
        "5 mm left proximal ureteral stone without hydronephrosis.",
        ["stone left proximal_ureter 5mm"],
        ["hydronephrosis left"],
    ),
    "nonobstructing list": Case(
        "Nonobstructing stones: right upper pole 2 mm, left lower pole 5 mm.",
        ["stone right upper_pole 2mm nonobstructing", "stone left lower_pole 5mm nonobstructing"],
    ),
    "no obstructing": Case(
        "No obstructing stone. Punctate nonobstructing left renal stones.",
        ["stone left kidney punctate x+ nonobstructing"],
        ["obstructing stone"],
    ),
    "cannot exclude": Case(
        "A small distal ureteral stone cannot be excluded.", ["stone? distal_ureter small"]
    ),
    "unlikely": Case("Nephrocalcinosis unlikely.", [], ["nephrocalcinosis~"]),
    "rather than": Case(
        "Pelvic phlebolith rather than distal ureteral stone.", ["phlebolith bony_pelvis"]
    ),
    "not a stone": Case(
        "Calcification in the right pelvis is a phlebolith, not a stone.",
        ["phlebolith right bony_pelvis"],
        ["stone"],
    ),
    "double negative": Case("Hydronephrosis not excluded.", ["hydronephrosis?"]),
    "negative study": Case(
        "Negative for nephrolithiasis or hydronephrosis.",
        [],
        ["kidney_stone kidney", "hydronephrosis"],
    ),
    "no stones, mass": Case(
        "No stones. 4 cm enhancing mass upper pole left kidney.",
        ["renal_mass left upper_pole 40mm"],
        ["stone"],
    ),
    "no mass": Case(
        "No renal mass, stone or hydronephrosis.",
        [],
        ["renal_mass kidney", "stone", "hydronephrosis"],
    ),
    # numbers and units
    "cm": Case("1.2cm stone rt renal pelvis", ["stone right renal_pelvis 12mm"]),
    "comma": Case("0,8 cm Konkrement in the left upper calyx.", ["stone left upper_calyx 8mm"]),
    "glued": Case("7mm calc L PUJ, HU 1200", ["stone left upj 7mm 1200HU"]),
    "typo dots": Case("5.mm stone in left kidney", ["stone left kidney 5mm"]),
    "three axes": Case(
        "Stone in the right renal pelvis 14 x 9 x 11 mm.", ["stone right renal_pelvis 14mm"]
    ),
    "kidney size": Case(
        "Right kidney 10.5 cm, left kidney 11 cm. 4 mm stone left mid pole.",
        ["stone left mid_pole 4mm"],
    ),
    "slice": Case("3 mm slices. 2 mm right lower pole stone.", ["stone right lower_pole 2mm"]),
    "grown": Case(
        "Left lower pole stone increased from 4 mm to 7 mm.",
        ["stone left lower_pole 7mm larger was 4mm"],
    ),
    "was": Case(
        "6 mm right mid pole stone, previously 6 mm.", ["stone right mid_pole 6mm was 6mm"]
    ),
    "less than": Case("Tiny stone < 2 mm in the right kidney.", ["stone right kidney <2mm"]),
    "up to": Case("Bilateral renal stones up to 6 mm.", ["stone both kidney 6mm x+"]),
    "distance": Case("4 mm stone 2 cm above the left UVJ.", ["stone left ureter 4mm"]),
    "mm spelled": Case("A five millimeter stone in the left ureter.", ["stone left ureter 5mm"]),
    # sides
    "sides": Case(
        "3 mm right and 5 mm left renal stones.",
        ["stone right kidney 3mm", "stone left kidney 5mm"],
    ),
    "left only": Case(
        "Right kidney: normal. Left kidney: 8 mm stone, mild hydronephrosis.",
        ["stone left kidney 8mm", "hydronephrosis left mild"],
    ),
    "lt rt": Case(
        "Lt VUJ calculus 4mm with Lt HUN. Rt kidney NAD.",
        ["stone left uvj 4mm", "hydronephrosis left"],
    ),
    "heading lines": Case(
        "RIGHT KIDNEY\nNo stone. No hydronephrosis.\nLEFT KIDNEY\n5 mm lower pole stone.\n",
        ["stone left lower_pole 5mm"],
        ["stone right kidney", "hydronephrosis right"],
    ),
    "list": Case(
        "Impression:\n1. 4 mm right UVJ stone.\n2. Mild right hydronephrosis.\n3. Gallstones.\n"
        "4. No AAA.",
        ["stone right uvj 4mm", "hydronephrosis right mild", "gallstone x+"],
    ),
    # nephrocalcinosis, msk
    "msk": Case(
        "CT urogram: bilateral medullary sponge kidneys with papillary calcifications.",
        ["medullary_sponge_kidney both", "papillary_calcification both x+"],
        [],
        "ct_urogram",
    ),
    "cortical": Case(
        "Cortical nephrocalcinosis of both kidneys after cortical necrosis.",
        ["nephrocalcinosis_cortical both"],
    ),
    "pyramids calcified": Case(
        "Calcified pyramids in both kidneys.", ["nephrocalcinosis_medullary both"]
    ),
    "query nephrocalcinosis": Case("?medullary nephrocalcinosis", ["nephrocalcinosis_medullary?"]),
    # masses and cysts
    "bosniak": Case("Left renal cyst, Bosniak III, 3.4 cm.", ["complex_cyst left kidney 34mm III"]),
    "simple": Case("Simple cyst right kidney 2 cm. No stones.", [], ["stone"]),
    "calcified mass": Case(
        "5 cm calcified mass in the right upper pole.", ["mass_calcification right upper_pole 50mm"]
    ),
    "cyst wall": Case(
        "Left renal cyst with thin mural calcification.", ["cyst_wall_calcification left kidney"]
    ),
    "no suspicious": Case("No suspicious renal lesion.", [], ["lesion kidney"]),
    # long ones
    "template": Case(
        "EXAMINATION: CT ABDOMEN AND PELVIS WITHOUT CONTRAST\n"
        "HISTORY: Flank pain, history of kidney stones, rule out obstruction.\n"
        "COMPARISON: None available.\n"
        "TECHNIQUE: Axial images without oral or intravenous contrast.\n"
        "FINDINGS:\n"
        "LOWER CHEST: Calcified granuloma.\n"
        "LIVER: Normal without contrast.\n"
        "GALLBLADDER: Gallstones without cholecystitis.\n"
        "SPLEEN: Punctate calcifications.\n"
        "PANCREAS: Normal.\n"
        "KIDNEYS: 3 mm nonobstructing left lower pole stone. No right renal stone. "
        "No hydronephrosis.\n"
        "BLADDER: No stone.\n"
        "VASCULATURE: Atherosclerotic calcification.\n"
        "IMPRESSION: 3 mm nonobstructing left renal stone. No obstruction.",
        [
            "stone left lower_pole 3mm nonobstructing",
            "other_calcification punctate",
            "gallstone x+",
            "vascular_calcification",
        ],
        ["stone right kidney", "hydronephrosis", "stone bladder", "obstruction"],
        NC,
    ),
    "uk letter": Case(
        "USS KUB: Right kidney 10.1cm, normal. Left kidney 10.8cm with a 9mm calculus at the lower "
        "pole and no hydronephrosis. Bladder normal. Prostate 25cc with calcification.",
        ["stone left lower_pole 9mm", "prostate_calcification"],
        ["hydronephrosis left"],
        US,
    ),
    "dictated": Case(
        "there is a four millimeter calculus at the right ureterovesical junction period there is "
        "mild right sided hydroureteronephrosis period no left sided stones",
        ["stone right uvj 4mm", "hydronephrosis right mild"],
        ["stone left"],
    ),
    "european": Case(
        "Sonography: both kidneys orthotopic, parenchyma regular. On the left a 6 mm concrement "
        "with dorsal shadow in the lower calyx group, no congestion.",
        ["stone left lower_calyx 6mm"],
        [],
        US,
    ),
    "concretion": Case("Renal concretions on both sides up to 5 mm.", ["stone both kidney 5mm x+"]),
    "incidental": Case(
        "CT colonography: incidental 4 mm right renal calculus.", ["stone right kidney 4mm"], [], CT
    ),
    "normal": Case(
        "Normal CT KUB. No calculi. No hydronephrosis.", [], ["stone", "hydronephrosis"], NC
    ),
    "bladder stone": Case("2 cm bladder stone, thickened bladder wall.", ["stone bladder 20mm"]),
    "pelvic kidney": Case(
        "Ectopic left pelvic kidney with a 6 mm stone.", ["stone left kidney 6mm"]
    ),
    "forniceal": Case(
        "Perinephric stranding. No stone; recently passed stone suspected.",
        ["stone-gone"],
        ["stone"],
    ),
    "passed": Case(
        "Left hydronephrosis with stranding suggests a recently passed stone.",
        ["hydronephrosis left", "stone-gone left"],
    ),
    "family": Case("Family history of stones. No stones seen.", [], ["stone"]),
    "drug": Case(
        "Patient on tamsulosin for stone. 5 mm left distal ureteral stone persists.",
        ["stone left distal_ureter 5mm"],
    ),
    "no heading after the history": Case(
        "Indication: left colic\n5 mm stone at the left VUJ. Moderate hydronephrosis.",
        ["stone left uvj 5mm", "hydronephrosis moderate"],
    ),
    "history on one line": Case(
        "CT KUB. Indication: left flank pain. 5 mm left UVJ stone with mild hydronephrosis.",
        ["stone left uvj 5mm", "hydronephrosis left mild"],
        [],
        NC,
    ),
    "technique on one line": Case(
        "Technique: unenhanced CT. There is a 7 mm stone in the right mid ureter.",
        ["stone right mid_ureter 7mm"],
        [],
        NC,
    ),
    "blank line after the history": Case(
        "INDICATION: Renal colic, known stone disease.\n\nThere is a 3 mm stone in the right lower "
        "pole.\n\nIMPRESSION: Nonobstructing right renal stone.",
        ["stone right lower_pole 3mm nonobstructing"],
    ),
    "history over lines": Case(
        "HISTORY: Colic\nKnown kidney stones\nTECHNIQUE: CT without contrast\nFINDINGS: No stones.",
        [],
        ["stone"],
        NC,
    ),
    "comparison names a stone": Case(
        "COMPARISON: CT 3 May 2022, which showed a 6 mm left UPJ stone.\nFINDINGS: No stone.",
        [],
        ["stone"],
        None,
        "3 May 2022",
    ),
    "kidneys under a history": Case(
        "History: stone\nRight kidney: 4 mm stone. Left kidney: normal.", ["stone right kidney 4mm"]
    ),
    # suggests, considers
    "suggests": Case(
        "Echogenic pyramids suggest medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary"],
        [],
        US,
    ),
    "suggestive": Case("Findings suggestive of a 3 mm left UVJ stone.", ["stone? left uvj 3mm"]),
    "consider": Case(
        "Left hydronephrosis. Consider a recently obstructing distal stone.",
        ["hydronephrosis left", "stone? obstructing"],
    ),
    "consider ct": Case(
        "Left hydronephrosis. Consider CT to look for a stone.", ["hydronephrosis left"], [], None
    ),
    "suggest ct": Case("Suggest CT KUB for possible ureteric calculus.", []),
    "recommend": Case(
        "Recommend follow-up for the 5 mm left renal stone.", ["stone left kidney 5mm"]
    ),
    "urology for": Case(
        "Urology referral advised for 12 mm right renal pelvis stone.",
        ["stone right renal_pelvis 12mm"],
    ),
    "seen and planned": Case(
        "12 mm right renal pelvis stone, urology referral advised.",
        ["stone right renal_pelvis 12mm"],
    ),
    # other organs again
    "gallbladder body": Case(
        "GALLBLADDER: Distended. Multiple stones. No wall thickening.\nKIDNEYS: 5 mm right stone.",
        ["gallstone x+", "stone right kidney 5mm"],
    ),
    "gallbladder then kidney": Case(
        "Gallbladder: normal. 4 mm stone in the left kidney.", ["stone left kidney 4mm"]
    ),
    "gallbladder then side": Case(
        "Gallbladder: unremarkable. 4 mm left lower pole stone.", ["stone left lower_pole 4mm"]
    ),
    "liver lesion": Case("Liver: 2 cm indeterminate lesion. Kidneys: no mass.", [], ["renal_mass"]),
    "liver cyst": Case("Liver: complex cyst 3 cm. Kidneys: normal.", []),
    "bowel heading": Case(
        "Bowel: No obstruction. Kidneys: mild left hydronephrosis.", ["hydronephrosis left mild"]
    ),
    "spleen heading": Case(
        "Spleen: multiple calcifications. Kidneys: no calcifications.",
        ["other_calcification x+"],
        ["calcification kidney"],
    ),
    "aorta heading": Case("Aorta: calcified, no aneurysm.", ["vascular_calcification"]),
    "bladder heading": Case("Bladder: 15 mm calculus.", ["stone bladder 15mm"]),
    "bones": Case("Bones: 5 mm sclerotic lesion in the left iliac bone.", []),
    "common bile duct": Case(
        "8 mm stone in the distal common bile duct with biliary dilatation.", ["gallstone 8mm"]
    ),
    "cystic duct": Case("Cystic duct stone.", ["gallstone"]),
    "pancreas mass": Case("Pancreatic head mass 3 cm. No hydronephrosis.", [], ["hydronephrosis"]),
    "lung opacity": Case("Left basal opacity. No renal calculus.", [], ["stone kidney"]),
    "gonadal vein": Case("Calcification along the left gonadal vein.", ["phlebolith left"]),
    "seminal": Case("Calcified vas deferens in a diabetic patient.", ["other_calcification"]),
    "iliac vessels level": Case(
        "6 mm stone in the right ureter at the level of the iliac vessels.",
        ["stone right ureter 6mm"],
    ),
    "l3": Case("9 mm stone in the left ureter at L3 vertebral level.", ["stone left ureter 9mm"]),
    "coronary": Case("Coronary artery calcification. No stones.", [], ["stone"]),
    "tablets": Case("Radiopaque tablet in the stomach. No stones.", [], ["stone"]),
    # negation again
    "no longer": Case("Hydronephrosis is no longer present.", ["hydronephrosis-gone"]),
    "no evidence list": Case(
        "No evidence of renal calculi, ureteral calculi, hydronephrosis, or perinephric stranding.",
        [],
        ["stone kidney", "stone ureter", "hydronephrosis"],
    ),
    "or": Case("No stone or mass in either kidney.", [], ["stone", "renal_mass both kidney"]),
    "without obstruction": Case(
        "7 mm stone left renal pelvis without obstruction.",
        ["stone left renal_pelvis 7mm"],
        ["obstruction left"],
    ),
    "no hydro but stone": Case(
        "No hydronephrosis. However, 6 mm stone in right renal pelvis.",
        ["stone right renal_pelvis 6mm"],
        ["hydronephrosis"],
    ),
    "colon list": Case(
        "Negative for: stone, hydronephrosis, mass.", [], ["stone", "hydronephrosis", "renal_mass"]
    ),
    "no significant": Case(
        "No significant change in 5 mm left renal stone.", ["stone left kidney 5mm unchanged"]
    ),
    "not passed": Case("The left UVJ stone has not passed, 5 mm.", ["stone left uvj 5mm"]),
    "no definite": Case("No definite stone identified.", [], ["stone~"]),
    "nil": Case("Nil hydro. Nil calculi.", [], ["hydronephrosis", "stone"]),
    "free": Case("Kidneys are free of stones.", [], ["stone kidney"]),
    "excluded": Case("Nephrolithiasis excluded.", [], ["kidney_stone kidney"]),
    "no other": Case("5 mm right renal stone. No other stones.", ["stone right kidney 5mm"]),
    "not well seen": Case(
        "Left kidney not well seen. 4 mm stone right kidney.", ["stone right kidney 4mm"]
    ),
    "contrast none heading": Case(
        "Contrast: None. Findings: bilateral staghorn calculi.", ["staghorn_stone both x+"]
    ),
    "iv contrast none": Case(
        "CT abdomen. IV contrast: none. 4 mm left UPJ stone.", ["stone left upj 4mm"], [], NC
    ),
    "not administered": Case(
        "Contrast was not administered. Right staghorn calculus.", ["staghorn_stone right"]
    ),
    "without priors for comparison": Case(
        "Without priors for comparison, the 3 cm left renal mass is indeterminate.",
        ["renal_mass left kidney 30mm"],
    ),
    "no motion": Case("No motion artifact, 3 mm stone right kidney.", ["stone right kidney 3mm"]),
    "absent kidney": Case(
        "Absent left kidney. Right kidney with 8 mm stone.", ["stone right kidney 8mm"]
    ),
    "absence of contrast": Case(
        "In the absence of contrast, a 2 cm solid left renal mass is seen.",
        ["renal_mass left kidney 20mm"],
    ),
    "lack of contrast": Case(
        "Lack of IV contrast limits the study: bilateral hydronephrosis.", ["hydronephrosis both"]
    ),
    "unenhanced": Case(
        "Unenhanced scan, no bowel prep. Left medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary left"],
    ),
    "without delay": Case(
        "Reported without delay. Obstructing 6 mm left ureteral stone.",
        ["stone left ureter 6mm obstructing"],
    ),
    # sizes that share their unit: each is a stone, and the first is no number of stones
    "two sizes, one unit": Case(
        "8 and 11 mm stones in the left kidney.", ["stone left kidney 8-11mm x2"]
    ),
    "three sizes, one unit": Case(
        "Right kidney: stones of 3, 4 and 6 mm. No hydronephrosis.",
        ["stone right kidney 3-6mm x3"],
        ["hydronephrosis right"],
    ),
    "two sizes on one side": Case(
        "2 and 3 mm right and 5 mm left renal stones.",
        ["stone right kidney 2-3mm x2", "stone left kidney 5mm"],
    ),
    "several with sizes": Case(
        "Several stones, 3, 4 and 6 mm, in the right kidney.", ["stone right kidney 3-6mm x+"]
    ),
    "a grade before a size": Case(
        "Left hydronephrosis grade 2 and 5 mm stones in the left kidney.",
        ["hydronephrosis left moderate", "stone left kidney 5mm x+"],
    ),
    "an image before a size": Case(
        "Image 45, 4 and 5 mm stones in the left kidney.", ["stone left kidney 5mm x+"]
    ),
    # numbers again
    "two in one": Case(
        "4mm and 6mm stones in the left lower pole.", ["stone left lower_pole 4-6mm x2"]
    ),
    "x without spaces": Case("Stone R kidney 5x7mm", ["stone right kidney 7mm"]),
    "volume": Case("Bladder volume 250 ml. 3 mm stone at the right VUJ.", ["stone right uvj 3mm"]),
    "hu range": Case(
        "Stone 8 mm, 900-1100 HU, left renal pelvis.", ["stone left renal_pelvis 8mm 900-1100HU"]
    ),
    "decimal": Case(".4 cm stone R UVJ", ["stone right uvj 4mm"]),
    "three stones": Case(
        "Three stones in the right kidney, 2 to 6 mm.", ["stone right kidney 2-6mm x3"]
    ),
    "millimetres": Case(
        "Seven millimetre calculus in the left pelvi-ureteric junction.", ["stone left upj 7mm"]
    ),
    "kidney length": Case(
        "The right kidney measures 11 cm and contains a 9 mm stone.", ["stone right kidney 9mm"]
    ),
    # masses
    "aml": Case("8 mm angiomyolipoma in the right kidney. No stones.", [], ["stone"]),
    "rcc": Case(
        "4.5 cm mass left kidney suspicious for renal cell carcinoma.",
        ["renal_mass left kidney 45mm"],
    ),
    "bladder mass": Case("2 cm bladder mass.", ["bladder_mass bladder 20mm"]),
    "no enhancing": Case("No enhancing renal mass.", [], ["renal_mass kidney"]),
    "hyperdense cyst": Case("Hyperdense cyst 12 mm left kidney.", ["cyst left kidney 12mm"]),
    "calcified cyst": Case(
        "Calcified cyst in the right kidney.", ["cyst_wall_calcification right kidney"]
    ),
    # nephrocalcinosis
    "pyramids denied": Case("No echogenic pyramids.", [], ["nephrocalcinosis_medullary"], US),
    "medullary stones": Case(
        "Bilateral medullary nephrocalcinosis and a 4 mm right ureteral stone.",
        ["nephrocalcinosis_medullary both", "stone right ureter 4mm"],
    ),
    "resolved neph": Case("Nephrocalcinosis has resolved.", ["nephrocalcinosis-gone"]),
    "stable neph": Case(
        "Stable bilateral medullary nephrocalcinosis.",
        ["nephrocalcinosis_medullary both unchanged"],
    ),
    "known neph": Case("Known nephrocalcinosis, unchanged.", ["nephrocalcinosis unchanged"]),
    # transplants and children
    "transplant heading": Case(
        "Transplant kidney: mild hydronephrosis, no stones.",
        ["hydronephrosis transplant mild"],
        ["stone transplant"],
    ),
    "allograft": Case(
        "Renal allograft with 6 mm calculus in the renal pelvis.",
        ["stone transplant renal_pelvis 6mm"],
    ),
    "antenatal": Case(
        "Antenatal hydronephrosis on the left, AP diameter of the pelvis 12 mm.",
        ["hydronephrosis left"],
    ),
    "child us": Case(
        "Bilateral punctate echogenic foci in the renal calyces, 2 mm, with twinkle artifact.",
        ["stone? both calyx 2mm x+"],
        [],
        US,
    ),
    "liver normal, then a stone": Case(
        "Liver: normal. 4 mm stone, mild hydronephrosis.", ["hydronephrosis mild", "stone 4mm"]
    ),
    "gallbladder normal, then a stone": Case(
        "Gallbladder: normal. 4 mm stone, mild hydronephrosis.",
        ["hydronephrosis mild", "stone 4mm"],
    ),
    "bowel normal, then obstruction": Case(
        "Bowel: normal. Obstruction of the left ureter by a 6 mm stone.",
        ["obstruction left", "stone left ureter 6mm"],
    ),
    "spleen normal, then a mass": Case(
        "Spleen: normal. 4 cm enhancing mass, left kidney.", ["renal_mass left kidney 40mm"]
    ),
    "ureters under headings": Case(
        "Left ureter: 5 mm calculus at L4. Right ureter: no calculus.",
        ["stone left ureter 5mm"],
        ["stone right ureter"],
    ),
    "one side, then the other": Case(
        "There is no hydronephrosis on the left. On the right there is moderate hydronephrosis.",
        ["hydronephrosis right moderate"],
        ["hydronephrosis left"],
    ),
    "three denials": Case("No contrast. No stone. No hydro.", [], ["stone", "hydronephrosis"]),
    "european list": Case(
        "Niere rechts: 10 cm, no stone. Left: 4 mm calyceal concretion lower group. "
        "No pelvicalyceal ectasia.",
        ["stone left lower_calyx 4mm"],
        ["stone right kidney", "hydronephrosis left"],
    ),
}
