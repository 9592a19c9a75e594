package dev.parley.bootstrap.e2e;

import java.util.List;

/** Twelve pages about a lighthouse that never was: no model can know any of it. */
final class Handbook {
  private Handbook() {}

  static List<Pdfs.Page> pages() {
    return List.of(
        Pdfs.Page.of(
            "Velmark Light: a keeper's handbook",
            "This handbook was put together for the keepers of Velmark Light, the tower on the"
                + " northern spit of Ansk. It tells what the lamp needs, what the sea does to the"
                + " masonry, and whom to write to when something breaks.",
            "Nothing in it replaces the standing orders of the Pilotage Board. Where the two"
                + " disagree, the orders hold, and the keeper is asked to note the disagreement on"
                + " the last page."),
        Pdfs.Page.of(
            "The site",
            "The spit rises no more than four metres above the spring tide. Surveyors found firm"
                + " clay at a depth of nineteen metres, below shingle and blown sand, and drove 212"
                + " piles of larch down to it before the first stone was laid.",
            "The nearest village is Ansk, two hours by cart. In winter the road is under water for"
                + " weeks, so that stores for forty days are kept at all times."),
        Pdfs.Page.of(
            "The lenses",
            "The first lens came from abroad and cracked on the voyage. The second was ground at"
                + " home by Tessaly Orvane, who had until then made spectacles, and who asked for"
                + " no fee but the right to watch the first lighting.",
            "It floats on a bath of mercury, so that one hand can turn three tonnes. The bath is"
                + " to be strained through chamois leather every spring."),
        Pdfs.Page.of(
            "Duties of the watch",
            "A watch lasts four hours. The keeper on watch trims the wicks, winds the clockwork,"
                + " and writes down the state of wind and sea at every bell.",
            "Nobody sleeps in the lantern room. A keeper who is ill tells the others before"
                + " sunset, and never during the watch."),
        Pdfs.Page.of(
            "Masonry",
            "The courses below the door are dovetailed granite; those above are limestone from the"
                + " Brennock quarries. Frost opens the joints of the limestone, and they are"
                + " pointed again each June with lime and crushed brick.",
            "In the storm of 1884 a wave carried away the iron gallery. The present gallery is of"
                + " bronze and was paid for by the herring fleet."),
        Pdfs.Page.of(
            "The clockwork",
            "A weight of 180 kilograms sinks through the middle of the tower and turns the lens"
                + " once in ninety seconds. It has to be wound up every fifty minutes, which takes"
                + " 230 turns of the crank.",
            "Should the clockwork stop, the lens is turned by hand, with a watch laid open on the"
                + " table, until somebody has come to repair it."),
        Pdfs.Page.of(
            "Oil",
            "Until paraffin came, the lamp was fed with colza oil from the mills at Dorvey. In a"
                + " winter night it burned 41 litres, in a summer night not quite half of that,"
                + " and the keeper entered each measure in the blue book.",
            "Oil that has stood for more than two years smokes. It is sold to the tannery, and the"
                + " money goes into the widows' chest."),
        Pdfs.Page.of(
            "Boats",
            "Two boats belong to the station. The larger, called Patience, takes six oars and is"
                + " launched from the eastern slip; the smaller has no name and is used for"
                + " fishing.",
            "Neither is to be launched after dark except to save life."),
        Pdfs.Page.of(
            "Fog",
            "In fog the bell is rung three times a minute. It was cast by Harrow and Quint from"
                + " the bronze of a wrecked propeller, weighs 640 kilograms, and can be heard at"
                + " Ansk when the wind stands in the north.",
            "A machine to ring it was tried for one winter and given up, since it froze whenever"
                + " it was needed."),
        Pdfs.Page.of(
            "Stores",
            "Flour, peas and salted fish are kept in the dry room on the second floor. Candles are"
                + " counted on the first of the month.",
            "The medicine chest is locked, and the key hangs beside the barometer. Laudanum is"
                + " entered in the red book, with the name of whoever took it."),
        Pdfs.Page.of(
            "Sectors and their ranges",
            "The ranges below were measured from the mail steamer in 1911, in clear weather, in"
                + " nautical miles.",
            "Sector\tColour\tRange",
            "north\twhite\t21.0",
            "east\tgreen\t11.2",
            "south\tred\t14.5",
            "In 1911 the red sector had a range of 14.5 nautical miles, which is more than the"
                + " Board had asked for; the green sector stayed behind what was expected of it."),
        Pdfs.Page.of(
            "Letters",
            "Complaints about stores go to the harbour office at Dorvey. Everything that concerns"
                + " the lens goes to the Pilotage Board, in two copies.",
            "The last keeper to serve alone was Imre Vasko, from 1921 to 1923. Since then there"
                + " have always been three."));
  }
}
