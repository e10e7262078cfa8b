//! The people of the two weeks. Every name, date and question is made up.

/// Who gives the patients their numbers.
pub(super) const HOSPITAL: &str = "Hôpital du Belvédère";

/// Somebody whose opinion is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patient {
    pub(super) family: &'static str,
    pub(super) given: &'static str,
    /// `AAAA-MM-JJ`.
    pub(super) born: &'static str,
    pub(super) sex: &'static str,
    /// Number at the hospital, or nothing.
    pub(super) number: &'static str,
    pub(super) language: &'static str,
    pub(super) question: &'static str,
    /// Weekday, from 0, on which the case is opened.
    pub(super) day: usize,
}

const fn patient(
    day: usize,
    [family, given, born, sex, number, language, question]: [&'static str; 7],
) -> Patient {
    Patient {
        family,
        given,
        born,
        sex,
        number,
        language,
        question,
        day,
    }
}

/// In the order in which their cases are opened. One has two records at first, and two are alike.
pub(super) const PATIENTS: &[Patient] = &[
    patient(
        0,
        [
            "Bélanger-Roy",
            "Élodie",
            "1984-02-29",
            "F",
            "H-4471",
            "fr",
            "Méningiome suspecté\u{a0}: une intervention est-elle indiquée?",
        ],
    ),
    patient(
        0,
        [
            "O’Connor",
            "Liam",
            "1957-07-04",
            "M",
            "H-1120",
            "en",
            "Second reading of the knee radiographs before surgery.",
        ],
    ),
    patient(
        0,
        [
            "Nguyen",
            "Thi Mai",
            "1990-11-30",
            "F",
            "",
            "fr",
            "Nodule pulmonaire\u{a0}: surveillance ou biopsie?",
        ],
    ),
    patient(
        0,
        [
            "Lefebvre",
            "Jean-Pierre",
            "1961-03-14",
            "M",
            "H-2087",
            "fr",
            "Anévrisme de l’aorte\u{a0}: suivi ou chirurgie?",
        ],
    ),
    patient(
        0,
        [
            "Haddad",
            "Samira",
            "1975-09-08",
            "F",
            "H-3312",
            "fr",
            "Lésion du foie découverte par hasard.",
        ],
    ),
    patient(
        0,
        [
            "MacDonald",
            "Fiona",
            "1948-12-01",
            "F",
            "H-0954",
            "en",
            "Is a hip replacement the right choice now?",
        ],
    ),
    patient(
        1,
        [
            "Tremblay",
            "Gérard",
            "1939-05-22",
            "M",
            "H-0117",
            "fr",
            "Masse rénale\u{a0}: néphrectomie partielle ou totale?",
        ],
    ),
    patient(
        1,
        [
            "Côté",
            "Anne-Sophie",
            "2001-01-17",
            "F",
            "H-5120",
            "fr",
            "Malformation artério-veineuse\u{a0}: traiter ou attendre?",
        ],
    ),
    patient(
        1,
        [
            "Petrov",
            "Nikolai",
            "1966-08-30",
            "M",
            "",
            "en",
            "Lumbar fusion was proposed; are there alternatives?",
        ],
    ),
    patient(
        1,
        [
            "Beauchemin",
            "Rita",
            "1952-10-11",
            "F",
            "H-2660",
            "fr",
            "Deuxième lecture d’une mammographie.",
        ],
    ),
    patient(
        1,
        [
            "Ouellet",
            "Marc-Antoine",
            "1988-04-03",
            "M",
            "H-4018",
            "fr",
            "Rupture du ligament croisé\u{a0}: opérer?",
        ],
    ),
    patient(
        2,
        [
            "Singh",
            "Harpreet",
            "1979-06-25",
            "M",
            "H-3777",
            "en",
            "Second opinion on a meningioma.",
        ],
    ),
    patient(
        2,
        [
            "Desrosiers",
            "Colette",
            "1944-02-02",
            "F",
            "H-0301",
            "fr",
            "Fracture vertébrale ancienne ou récente?",
        ],
    ),
    patient(
        2,
        [
            "Lavoie",
            "Émile",
            "2012-07-19",
            "M",
            "H-6003",
            "fr",
            "Lésion osseuse du tibia chez un enfant.",
        ],
    ),
    patient(
        2,
        [
            "Cohen",
            "Miriam",
            "1969-11-05",
            "F",
            "H-2951",
            "en",
            "Thyroid nodule: follow-up interval.",
        ],
    ),
    patient(
        2,
        [
            "Bouchard",
            "Yvon",
            "1955-03-28",
            "M",
            "",
            "fr",
            "Sténose carotidienne\u{a0}: stent ou médicaments?",
        ],
    ),
    patient(
        3,
        [
            "D’Amours",
            "Léa",
            "1993-12-24",
            "F",
            "H-4702",
            "fr",
            "Épilepsie\u{a0}: la zone est-elle opérable?",
        ],
    ),
    patient(
        3,
        [
            "Fortin",
            "Normand",
            "1947-01-09",
            "M",
            "H-0480",
            "fr",
            "Récidive ou cicatrice après radiothérapie?",
        ],
    ),
    patient(
        3,
        [
            "Garcia",
            "Esperanza",
            "1981-05-16",
            "F",
            "H-3540",
            "fr",
            "Endométriose profonde\u{a0}: étendue.",
        ],
    ),
    patient(
        3,
        [
            "Thompson",
            "Walter",
            "1950-09-27",
            "M",
            "H-1433",
            "en",
            "Aortic valve: timing of the intervention.",
        ],
    ),
    patient(
        4,
        [
            "Gagnon",
            "Huguette",
            "1936-06-06",
            "F",
            "H-0042",
            "fr",
            "Calculs de la vésicule\u{a0}: faut-il opérer?",
        ],
    ),
    patient(
        4,
        [
            "Lefèbvre",
            "Jean Pierre",
            "1961-03-14",
            "M",
            "",
            "fr",
            "Douleur à l’épaule\u{a0}: coiffe des rotateurs.",
        ],
    ),
    patient(
        4,
        [
            "Ibrahim",
            "Youssef",
            "1998-02-13",
            "M",
            "H-5011",
            "fr",
            "Sclérose en plaques\u{a0}: évolution des lésions.",
        ],
    ),
    patient(
        4,
        [
            "Pelletier",
            "Ginette",
            "1959-08-21",
            "F",
            "H-2214",
            "fr",
            "Nodule du sein, catégorie 4\u{a0}: relecture.",
        ],
    ),
    patient(
        5,
        [
            "Roy",
            "Maxime",
            "1986-10-30",
            "M",
            "H-4123",
            "fr",
            "Hernie discale\u{a0}: infiltration ou chirurgie?",
        ],
    ),
    patient(
        5,
        [
            "Kowalski",
            "Ewa",
            "1963-04-18",
            "F",
            "H-2735",
            "en",
            "Ovarian mass: benign features?",
        ],
    ),
    patient(
        5,
        [
            "Morin",
            "Théo",
            "2008-09-01",
            "M",
            "H-5800",
            "fr",
            "Scoliose\u{a0}: corset ou opération?",
        ],
    ),
    patient(
        5,
        [
            "Bergeron",
            "Solange",
            "1942-12-15",
            "F",
            "H-0219",
            "fr",
            "Occlusion de la carotide\u{a0}: autre avis.",
        ],
    ),
    patient(
        6,
        [
            "Chen",
            "Wei",
            "1977-07-07",
            "M",
            "",
            "en",
            "Solitary liver lesion before transplant listing.",
        ],
    ),
    patient(
        6,
        [
            "Simard",
            "Jocelyn",
            "1953-11-23",
            "M",
            "H-1708",
            "fr",
            "Prothèse de genou douloureuse\u{a0}: descellement?",
        ],
    ),
    patient(
        6,
        [
            "St-Laurent",
            "Béatrice",
            "1996-03-02",
            "F",
            "H-4890",
            "fr",
            "Kyste arachnoïdien\u{a0}: faut-il opérer?",
        ],
    ),
    patient(
        6,
        [
            "Leblanc",
            "Réjean",
            "1949-05-05",
            "M",
            "H-0777",
            "fr",
            "Cancer du poumon\u{a0}: relecture de la tomodensitométrie.",
        ],
    ),
    patient(
        7,
        [
            "Martin",
            "Claire",
            "1972-01-31",
            "F",
            "H-3105",
            "fr",
            "Fibromes\u{a0}: embolisation possible?",
        ],
    ),
    patient(
        7,
        [
            "Campbell",
            "Ian",
            "1967-06-12",
            "M",
            "H-2499",
            "en",
            "Second reading of a brain MRI.",
        ],
    ),
    patient(
        7,
        [
            "Poirier",
            "Lucie",
            "1982-08-08",
            "F",
            "H-3688",
            "fr",
            "Céphalées\u{a0}: l’IRM est-elle normale?",
        ],
    ),
    // Taken for somebody new at first; linked on the next day.
    patient(
        7,
        [
            "Leblanc",
            "Réjean",
            "1949-05-05",
            "M",
            "",
            "fr",
            "Même question, par le médecin de famille.",
        ],
    ),
    patient(
        8,
        [
            "Dubois",
            "Raymonde",
            "1940-10-20",
            "F",
            "H-0155",
            "fr",
            "Tassement vertébral\u{a0}: vertébroplastie?",
        ],
    ),
    patient(
        8,
        [
            "Levesque",
            "Simon",
            "1991-02-22",
            "M",
            "H-4550",
            "fr",
            "Lésion du ménisque\u{a0}: relecture.",
        ],
    ),
    patient(
        9,
        [
            "Arsenault",
            "Monique",
            "1956-04-09",
            "F",
            "H-2301",
            "fr",
            "Calcifications\u{a0}: biopsie nécessaire?",
        ],
    ),
];
