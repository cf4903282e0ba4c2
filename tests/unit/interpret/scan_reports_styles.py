"""Scan reports in the manner of many departments, read by hand before they were run.

Run-on dictation, capitals, forms, children, transplants, treatment, addenda and hedges; the short
form of an item is that of `scan_reports`.
"""

from __future__ import annotations

from tests.unit.interpret.scan_reports import Case

NC, CT, CE, US, XR = "ct_without_contrast", "ct", "ct_with_contrast", "ultrasound", "x_ray"

STYLES = {
    # prose, capitals, dictation
    "uk prose": Case(
        "CT KUB performed with low dose protocol. Comparison made with the previous study dated "
        "14/08/2024. There is a 6 mm calculus within the left mid ureter at the level of L4/5 with "
        "moderate upstream hydroureteronephrosis and perinephric fat stranding. Further 3 mm "
        "non-obstructing calculus in the left lower pole. The right kidney is unremarkable with no "
        "calculus or hydronephrosis. Bladder is empty. Phleboliths are noted in the pelvis "
        "bilaterally. Conclusion: Obstructing 6 mm left mid ureteric calculus.",
        [
            "stone left mid_ureter 6mm obstructing",
            "hydronephrosis left moderate",
            "stone left lower_pole 3mm nonobstructing",
            "phlebolith both bony_pelvis x+",
        ],
        ["stone right kidney", "hydronephrosis right"],
        NC,
        "14/08/2024",
    ),
    "capitals without stops": Case(
        "CT ABDOMEN PELVIS WO CONTRAST 8 MM STONE RIGHT UPJ WITH MILD HYDRONEPHROSIS NO LEFT STONE "
        "NO LEFT HYDRONEPHROSIS GALLBLADDER CONTAINS STONES APPENDIX NORMAL",
        ["stone right upj 8mm", "hydronephrosis right mild", "gallstone x+"],
        ["stone left", "hydronephrosis left"],
        NC,
    ),
    "dictated without stops": Case(
        "renal ultrasound the right kidney measures 11 point 2 cm there is no hydronephrosis there "
        "is a 5 mm shadowing calculus in the lower pole the left kidney measures 10 point 8 cm "
        "with mild hydronephrosis no left calculus is seen the bladder is partially filled",
        ["stone right lower_pole 5mm", "hydronephrosis left mild"],
        ["hydronephrosis right", "stone left"],
        US,
    ),
    "decimal commas": Case(
        "CT without contrast: concrement of 0,7 x 0,5 cm in the right proximal ureter, 1.100 HU. "
        "Urinary congestion grade II on the right. Left kidney: two concrements of 3,5 mm and 4 mm "
        "in the lower calyx group.",
        [
            "stone right proximal_ureter 7mm 1100HU",
            "hydronephrosis right moderate",
            "stone left lower_calyx 3.5-4mm x2",
        ],
        [],
        NC,
    ),
    "letters and shorthand": Case(
        "CT stone: L UPJ 11x8mm stone, HU 1350, SSD 9cm, mod-severe L hydro. R kidney 3 punctate "
        "nonobst stones. No ureteral stone on R.",
        [
            "stone left upj 11mm 1350HU",
            "hydronephrosis left moderate to severe",
            "stone right kidney punctate x3 nonobstructing",
        ],
        ["stone right ureter"],
        NC,
    ),
    "abbreviated poles": Case(
        "s/p left URS w/ stent 11/3. KUB: stent ok. ? 4mm frag LLP.",
        ["stent left", "stone? left lower_pole 4mm"],
        [],
        XR,
    ),
    # children, transplants, horseshoe, one kidney
    "child with a ureterocele": Case(
        "PAEDIATRIC RENAL ULTRASOUND\nClinical: 3yo, UTI\n"
        "Right kidney 7.1 cm, normal echotexture, no calculus, no pelvicalyceal dilatation.\n"
        "Left kidney 7.4 cm. AP renal pelvic diameter 14 mm with calyceal dilatation, SFU grade 3. "
        "Left distal ureter dilated to 9 mm. Bladder: left-sided ureterocele measuring 1.2 cm. "
        "No bladder calculus.\nImpression: Left hydroureteronephrosis (SFU 3) with ureterocele.",
        ["hydronephrosis left moderate"],
        ["stone right kidney", "hydronephrosis right", "stone bladder"],
        US,
    ),
    "newborn pyramids": Case(
        "Both kidneys show diffusely hyperechoic medullary pyramids without posterior shadowing, "
        "in keeping with medullary nephrocalcinosis. No hydronephrosis. No discrete calculus.",
        ["nephrocalcinosis_medullary both"],
        ["hydronephrosis", "stone~"],
        US,
    ),
    "transplant ureter": Case(
        "Renal transplant ultrasound. Transplant kidney in the left iliac fossa measures 11.9 cm. "
        "There is moderate hydronephrosis of the transplant with a 7 mm echogenic focus with "
        "posterior shadowing in the proximal transplant ureter consistent with calculus. "
        "Resistive indices are normal.",
        ["hydronephrosis transplant moderate", "stone transplant proximal_ureter 7mm"],
        [],
        US,
    ),
    "horseshoe": Case(
        "Horseshoe kidney. Cluster of calculi in the left moiety lower pole, the largest 14 mm "
        "(1010 HU). 4 mm calculus in the isthmus. No hydronephrosis in either moiety.",
        ["horseshoe_kidney", "stone left lower_pole 14mm x+ 1010HU", "stone 4mm"],
        ["hydronephrosis both"],
    ),
    "after nephrectomy": Case(
        "Status post right nephrectomy. The left kidney shows moderate hydronephrosis with an "
        "obstructing 8 mm calculus at the UPJ.",
        ["hydronephrosis left moderate", "stone left upj 8mm obstructing"],
    ),
    "pregnant, both sides": Case(
        "OB ultrasound, 28 weeks. Moderate right and mild left hydronephrosis, physiological of "
        "pregnancy. Ureteral jets present bilaterally. No calculi identified.",
        ["hydronephrosis right moderate", "hydronephrosis left mild"],
        ["stone"],
        US,
    ),
    "pregnant, mri": Case(
        "MRU without gadolinium in pregnancy, 24 weeks. Right hydroureteronephrosis to the pelvic "
        "brim, mild, likely physiological. No filling defect to suggest calculus. Left kidney "
        "normal.",
        ["hydronephrosis right mild"],
        ["stone"],
        "mri",
    ),
    # after treatment
    "steinstrasse with a stent": Case(
        "KUB radiograph 2 weeks post ESWL left. Steinstrasse in the left distal ureter extending "
        "over 3.5 cm. Left JJ stent in situ. No residual fragments in the kidney.",
        ["ureteral_stone left distal_ureter x+", "stent left"],
        ["stone kidney"],
        XR,
    ),
    "after pcnl": Case(
        "CT KUB day 2 post left PCNL. Nephrostomy tube in situ in the left lower pole calyx. Two "
        "residual fragments in the upper pole calyx, largest 5 mm. No ureteric fragment. Small "
        "perinephric haematoma.",
        ["nephrostomy left lower_calyx", "stone upper_calyx 5mm x2"],
        ["stone ureter"],
        NC,
    ),
    "stone free": Case(
        "Stone free. No residual fragments. JJ stent removed.", ["stent-gone"], ["stone"]
    ),
    "stents of both sides": Case(
        "Bilateral JJ stents in good position. No hydronephrosis.",
        ["stent both x+"],
        ["hydronephrosis"],
    ),
    "dust": Case(
        "Residual right lower pole fragments <2 mm after ureteroscopy, not clinically significant. "
        "Stent has been removed.",
        ["stone right lower_pole <2mm x+", "stent-gone"],
    ),
    "migrated": Case(
        "The 7 mm stone previously seen in the left renal pelvis has migrated to the mid ureter, "
        "now causing severe hydronephrosis.",
        ["stone left mid_ureter 7mm", "hydronephrosis left severe"],
    ),
    # compared with before
    "no change, passed, no new": Case(
        "Compared with 02.11.2023: no change in the 4 mm right lower pole stone. The 6 mm left "
        "distal ureteral stone has passed. No new stones. No hydronephrosis.",
        ["stone right lower_pole 4mm unchanged", "stone-gone left distal_ureter 6mm"],
        ["hydronephrosis"],
        None,
        "02.11.2023",
    ),
    "no new stones; unchanged": Case(
        "No new stones; the 5 mm right stone is unchanged.", ["stone right 5mm unchanged"]
    ),
    "not seen today": Case(
        "Comparison: CT 1/2/2023 and US 3/4/2022. Findings: The 3 mm left lower pole stone is "
        "stable. The previously described 5 mm right UVJ stone is not seen today.",
        ["stone left lower_pole 3mm unchanged", "stone-gone right uvj 5mm"],
        [],
        None,
        "1/2/2023",
    ),
    "again seen, and grown": Case(
        "Right renal calculi are again seen, the largest of which measures 8 mm (previously 6 mm) "
        "in the lower pole.",
        ["stone right lower_pole 8mm x+ was 6mm"],
    ),
    "growth in the impression": Case(
        "Clinical history: 45M with left flank pain, hx of stones s/p URS. Findings: Left: 4 mm "
        "nonobstructing lower pole calculus (prev 3 mm). Right: Normal. Impression: Slight "
        "interval growth of left lower pole stone, no obstruction.",
        ["stone left lower_pole 4mm nonobstructing larger was 3mm"],
        ["obstruction left"],
    ),
    "passed on one side": Case(
        "Impression: 1. Interval passage of right UVJ calculus with resolution of right "
        "hydronephrosis. 2. Unchanged 9 mm left lower pole calculus. 3. Left nephroureteral stent "
        "unchanged in position.",
        [
            "stone-gone right uvj",
            "hydronephrosis-gone right",
            "stone left lower_pole 9mm unchanged",
            "stent left unchanged",
        ],
    ),
    "persists": Case(
        "Tiny nonobstructing calculi bilaterally, 1-2 mm each. The left-sided ureteric calculus "
        "seen on 5 Jan 2025 persists in the distal ureter, 5 mm, with unchanged mild "
        "hydronephrosis.",
        [
            "stone both 1-2mm x+ nonobstructing",
            "stone left distal_ureter 5mm",
            "hydronephrosis left mild unchanged",
        ],
        [],
        None,
        "5 Jan 2025",
    ),
    "a grade that rose": Case(
        "Hydronephrosis has progressed from mild to moderate on the left.",
        ["hydronephrosis left moderate larger"],
    ),
    "a grade that fell": Case(
        "Right hydronephrosis has improved from severe to mild.",
        ["hydronephrosis right mild smaller"],
    ),
    "old phlebolith": Case(
        "Left pelvic calcification 3 mm, unchanged since 2015, phlebolith. No ureteral dilatation.",
        ["phlebolith left bony_pelvis 3mm unchanged"],
        ["hydroureter"],
        None,
        "2015",
    ),
    # what is denied, and what is not
    "stone that obstructs": Case(
        "No hydronephrosis. 6 mm stone obstructing left UVJ.",
        ["stone left uvj 6mm obstructing"],
        ["hydronephrosis"],
    ),
    "list of denials": Case(
        "No evidence of nephrolithiasis, ureterolithiasis, hydronephrosis, hydroureter, or bladder "
        "calculi. Kidneys enhance symmetrically.",
        [],
        ["kidney_stone kidney", "ureteral_stone ureter", "hydronephrosis", "stone bladder"],
    ),
    "no density is no certain absence": Case(
        "No renal collecting system dilatation. No calcific densities over the renal shadows or "
        "along the expected course of the ureters.",
        [],
        ["hydronephrosis", "calcification kidney+ureter"],
    ),
    "without hydronephrosis or hydroureter": Case(
        "5 mm stone, left UVJ, without hydronephrosis or hydroureter.",
        ["stone left uvj 5mm"],
        ["hydronephrosis left"],
    ),
    "neither, then the other side": Case(
        "Neither hydronephrosis nor calculi on the right; on the left, a 3-mm calculus at the "
        "ureteropelvic junction.",
        ["stone left upj 3mm"],
        ["hydronephrosis right", "stone right"],
    ),
    "apart from": Case(
        "The kidneys are normal apart from a 3 mm calculus in the right lower pole.",
        ["stone right lower_pole 3mm"],
    ),
    "no abnormality apart from": Case(
        "No abnormality apart from a 3 mm right lower pole calculus.",
        ["stone right lower_pole 3mm"],
    ),
    "none other than": Case(
        "No hydronephrosis or calculi other than the known 5 mm left lower pole stone.",
        ["stone left lower_pole 5mm"],
        ["hydronephrosis"],
    ),
    "only": Case(
        "No ureteral or bladder stones are seen, only a 6 mm right renal stone.",
        ["stone right kidney 6mm"],
        ["stone ureter+bladder"],
    ),
    "no obstructing stone, yet hydronephrosis": Case(
        "Obstructing stone not identified, but moderate right hydronephrosis is present.",
        ["hydronephrosis right moderate"],
        ["obstructing stone"],
    ),
    "no significant hydronephrosis": Case(
        "5mm left VUJ stone with no significant hydronephrosis.",
        ["stone left uvj 5mm"],
        ["hydronephrosis~ left"],
    ),
    "no obstructing, several that do not": Case(
        "There is no evidence of obstructing urolithiasis. There are several non-obstructing "
        "stones on the left, e.g. a 5 mm one in the lower pole (series 3, image 45).",
        ["stone left lower_pole 5mm x+ nonobstructing"],
        ["obstructing stone"],
    ),
    "no true hydronephrosis": Case(
        "Prominent extrarenal pelvis on the right, no true hydronephrosis. Column of Bertin on the "
        "left.",
        [],
        ["hydronephrosis right"],
    ),
    "obscured": Case(
        "Excreted contrast obscures evaluation for calculi. No hydronephrosis.",
        [],
        ["hydronephrosis"],
    ),
    "system not dilated": Case(
        "The pelvicalyceal system is not dilated. In the lower group of calyces of the right "
        "kidney a hyperechoic inclusion 4 mm with acoustic shadow. Left: microliths up to 2 mm.",
        ["stone? right lower_calyx 4mm", "stone left 2mm x+"],
        ["hydronephrosis"],
        US,
    ),
    # doubts
    "hyperdensity that may be": Case(
        "Tiny hyperdensity in the region of the right UVJ may represent a 2 mm calculus versus "
        "volume averaging.",
        ["stone? right uvj 2mm"],
    ),
    "cannot be excluded": Case(
        "Mild fullness of the right collecting system. A small obstructing calculus cannot be "
        "excluded.",
        ["hydronephrosis right mild", "stone? small obstructing"],
    ),
    "question of": Case(
        "Question of punctate right UVJ calculus on image 112/245, density 350 HU.",
        ["stone? right uvj punctate 350HU"],
    ),
    "stone or clot": Case(
        "There is a question of a 3 mm stone vs. clot in the left renal pelvis; no stone "
        "elsewhere.",
        ["stone? left renal_pelvis 3mm"],
    ),
    "not excluded by absence": Case(
        "Absence of hydronephrosis does not exclude a stone.", ["stone?"], ["hydronephrosis"]
    ),
    "density in the pelvis": Case(
        "Plain KUB: 9 mm radio-opaque density projected over the left lower pole and a 4 mm "
        "density in the right hemipelvis which may represent a phlebolith or distal ureteric "
        "calculus.",
        [
            "opacity left lower_pole 9mm",
            "phlebolith? right bony_pelvis 4mm",
            "stone? distal_ureter",
        ],
        [],
        XR,
    ),
    "differential": Case(
        "Calcific density 5 mm projected over the expected course of the left distal ureter, "
        "suspicious for ureteric calculus; phlebolith is in the differential.",
        ["stone? left distal_ureter 5mm", "phlebolith?"],
    ),
    "passed, perhaps": Case(
        "No obstructing ureteral stone. Mild left hydroureter, possibly due to a recently passed "
        "stone.",
        ["hydroureter left mild", "stone-gone left"],
        ["obstructing stone ureter"],
    ),
    "additional ones hidden": Case(
        "Extensive bilateral medullary nephrocalcinosis. Superimposed 6 mm stone in the left UPJ "
        "with mild hydronephrosis; difficult to exclude additional stones.",
        [
            "nephrocalcinosis_medullary both",
            "stone left upj 6mm",
            "hydronephrosis left mild",
            "stone? x+",
        ],
    ),
    "likely fat": Case(
        "6 mm echogenic focus in the right lower pole, no shadowing or twinkle, likely fat.",
        ["echogenic_focus right lower_pole 6mm"],
        [],
        US,
    ),
    "addendum": Case(
        "IMPRESSION: No urolithiasis.\nADDENDUM: On further review there is a 3 mm calculus at the "
        "left UVJ. Findings discussed with the referring physician.",
        ["stone left uvj 3mm"],
    ),
    # several stones, each with its side and size
    "a size for each side": Case(
        "Bilateral nonobstructing renal calculi measuring up to 4 mm on the right and 7 mm on the "
        "left.",
        [
            "stone right kidney 4mm x+ nonobstructing",
            "stone left kidney 7mm x+ nonobstructing",
        ],
    ),
    "largest of each side": Case(
        "KIDNEYS/URETERS: Bilateral nephrolithiasis, left greater than right. Largest stone on the "
        "left measures 12 mm in the lower pole; largest on the right 4 mm, upper pole. No ureteral "
        "stones. No hydronephrosis.",
        ["stone left lower_pole 12mm", "stone right upper_pole 4mm"],
        ["stone ureter", "hydronephrosis"],
    ),
    "two stones, each its pole": Case(
        "Right kidney: No hydronephrosis or calculi. Left kidney: No hydronephrosis. 2 calculi: "
        "4 mm upper pole, 8 mm lower pole.",
        ["stone left upper_pole 4mm", "stone left lower_pole 8mm"],
        ["hydronephrosis right", "stone right kidney", "hydronephrosis left"],
    ),
    "bladder stones": Case(
        "Bladder wall thickening with two dependent mobile echogenic foci with shadowing, 8 and "
        "11 mm, consistent with bladder calculi. Post void residual 140 ml. Prostate 62 ml.",
        ["stone bladder 8-11mm x2"],
        [],
        US,
    ),
    # forms and lists
    "ureter and kidney headings": Case(
        "Left ureter: 5 mm calculus proximally. Left kidney: mild hydronephrosis. Right kidney and "
        "ureter: normal, no calculi.",
        ["stone left ureter 5mm", "hydronephrosis left mild"],
        ["stone right"],
    ),
    "bullets": Case(
        "Impression\n• Obstructing 7 mm R proximal ureteral calculus w/ moderate hydronephrosis\n"
        "• Additional nonobstructing 2-3 mm R renal calculi\n• No L renal or ureteral calculi\n"
        "• Colonic diverticulosis",
        [
            "stone right proximal_ureter 7mm obstructing",
            "hydronephrosis right moderate",
            "stone right kidney 2-3mm x+ nonobstructing",
        ],
        ["stone left kidney+ureter"],
    ),
    "columns": Case(
        "Rt kidney  9.8 cm  Calculus: nil  HN: nil\n"
        "Lt kidney  10.4 cm  Calculus: 7 mm lower calyx  HN: mild",
        ["stone left lower_calyx 7mm", "hydronephrosis left mild"],
        ["stone right kidney", "hydronephrosis right"],
    ),
    "indian ultrasound": Case(
        "USG KUB: RK: 98x45 mm, normal size, shape and echotexture. CMD maintained. E/o 6.2 mm "
        "calculus noted at lower pole. No HDN. LK: 102x50 mm. E/o 9 mm calculus at PUJ causing "
        "mild HDN. UB: well distended. No calculus. Prostate: normal.",
        ["stone right lower_pole 6.2mm", "stone left upj 9mm", "hydronephrosis left mild"],
        ["hydronephrosis right", "stone bladder"],
        US,
    ),
    "sides with lists": Case(
        "LEFT KIDNEY:\n- Size 11.0 cm\n- Calculi: none\n- Hydronephrosis: moderate\n"
        "RIGHT KIDNEY:\n- Size 10.6 cm\n- Calculi: 5 mm interpolar\n- Hydronephrosis: none",
        ["hydronephrosis left moderate", "stone right mid_pole 5mm x+"],
        ["stone left kidney", "hydronephrosis right"],
    ),
    "short abdomen": Case(
        "US Abdomen. Liver: fatty. GB: sludge and tiny stones. RK 10.2cm: 5mm MP stone with TA. "
        "LK 10.5cm: N. Bladder: N.",
        ["gallstone tiny x+", "stone right mid_pole 5mm"],
        [],
        US,
    ),
    "bladder diverticulum": Case(
        "Bladder: 2 diverticula; a 1.3 cm stone in the larger diverticulum. Kidneys: No hydro.",
        ["stone bladder 13mm"],
        ["hydronephrosis"],
    ),
    # what is no stone
    "incidental calcium": Case(
        "Incidental: aortoiliac atherosclerosis, splenic artery calcification, calcified "
        "mesenteric lymph node, cholelithiasis, prostatic calcifications. Urinary tract: no "
        "calculi, no hydroureteronephrosis.",
        ["vascular_calcification", "other_calcification", "gallstone", "prostate_calcification x+"],
        ["stone", "hydronephrosis"],
    ),
    "gallbladder, duct and kidney": Case(
        "Gallbladder: contracted around stones. Right kidney: 4 mm stone. CBD: dilated with a "
        "distal stone. Pancreas: parenchymal calcifications.",
        ["gallstone x+", "stone right kidney 4mm", "other_calcification x+"],
    ),
    "old infarct": Case(
        "Renal cortical calcification right upper pole at site of prior infarct.",
        ["scar_calcification right upper_pole"],
    ),
    "plaques": Case(
        "Non-contrast CT. Scattered punctate calcifications at the papillary tips of both kidneys "
        "(Randall plaques). No free calculus in the collecting system.",
        ["papillary_calcification both punctate x+"],
        ["stone collecting_system"],
        NC,
    ),
    "milk of calcium": Case(
        "US: Right upper pole calyceal diverticulum with layering milk of calcium, which shifts "
        "with position. No solid mass.",
        ["calyceal_diverticulum right upper_pole", "milk_of_calcium right"],
        ["renal_mass"],
        US,
    ),
    "sponge kidney with stones": Case(
        "IVU: bilateral brush-like striations of the papillae with multiple tiny calculi in "
        "ectatic tubules, medullary sponge kidney. No obstruction.",
        ["medullary_sponge_kidney both papilla", "stone both tiny x+"],
        ["obstruction"],
        "urogram",
    ),
    "bosniak iv beside bosniak i": Case(
        "Contrast enhanced CT. 2.8 cm right interpolar cyst with thick irregular septal "
        "calcification and enhancing nodule, Bosniak IV. 11 mm left lower pole cyst, Bosniak I. "
        "No urolithiasis.",
        ["cyst_wall_calcification right mid_pole 28mm IV"],
        ["stone"],
        CE,
    ),
    # large stones, other kinds of scan
    "staghorn": Case(
        "Complete staghorn calculus filling the left renal pelvis and all calyces, approximately "
        "5.2 x 3.8 cm, mean attenuation 620 HU, raising the possibility of uric acid composition. "
        "Left cortical thinning. Delayed nephrogram on the left. No right-sided calculus.",
        ["staghorn_stone left renal_pelvis+calyx 52mm 620HU", "obstruction left"],
        ["stone right"],
    ),
    "stone in a ureterocele": Case(
        "Left ureterocele containing a 9 mm calculus, with left hydroureter to 12 mm. Right side "
        "normal.",
        ["stone left distal_ureter 9mm", "hydroureter left"],
    ),
    "pyonephrosis": Case(
        "Severe left hydronephrosis with layering debris, concerning for pyonephrosis. 15 mm stone "
        "impacted at the left PUJ. Urgent decompression advised.",
        ["hydronephrosis left severe", "stone left upj 15mm obstructing"],
    ),
    "dual energy": Case(
        "Dual energy CT: 5 mm right UVJ stone, effective atomic number consistent with calcium "
        "oxalate, 1,480 HU. Adjacent 4 mm phlebolith in the right pelvis.",
        ["stone right uvj 5mm 1480HU", "phlebolith right bony_pelvis 4mm"],
        [],
        "ct_dual_energy",
    ),
    "phases of a urogram": Case(
        "CT UROGRAPHY\nPrecontrast: 3 mm calculus right lower pole. No ureteric calculi.\n"
        "Nephrographic: 1.4 cm enhancing left upper pole mass, suspicious for RCC.\n"
        "Excretory: no filling defects. No hydronephrosis.",
        ["stone right lower_pole 3mm", "renal_mass left upper_pole 14mm"],
        ["stone ureter", "hydronephrosis"],
        "ct_urogram",
    ),
    "many other sizes": Case(
        "3 mm collimation, 1.5 mm reconstructions. Liver 16 cm, spleen 11.2 cm, aorta 2.1 cm. "
        "Right kidney 10.9 cm, left 11.3 cm. Simple cyst 4.2 cm upper pole left. Stone: 6 x 5 x "
        "4 mm mid left ureter at L4 transverse process.",
        ["stone left mid_ureter 6mm"],
    ),
    "nonobstructive disease": Case(
        "Kidneys: Nonobstructive nephrolithiasis bilaterally.",
        ["kidney_stone both kidney nonobstructing"],
    ),
}
