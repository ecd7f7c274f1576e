/// Words and what says the same.
enum ParaphraseWords {
    /// Pairs of words and their short forms, in both directions.
    static let pairs: [String: String] = {
        let forms = [
            ("what is", "what's"), ("who is", "who's"), ("where is", "where's"), ("how is", "how's"), ("it is", "it's"),
            ("that is", "that's"), ("there is", "there's"), ("he is", "he's"), ("she is", "she's"), ("i am", "i'm"),
            ("you are", "you're"), ("we are", "we're"), ("they are", "they're"), ("do not", "don't"),
            ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("are not", "aren't"),
            ("was not", "wasn't"), ("were not", "weren't"), ("can not", "can't"), ("cannot", "can't"),
            ("will not", "won't"), ("would not", "wouldn't"), ("has not", "hasn't"), ("have not", "haven't"),
            ("i have", "i've"), ("we have", "we've"), ("they have", "they've"), ("i will", "i'll"),
            ("he will", "he'll"),
            ("let us", "let's"),
        ]
        return Dictionary(forms + forms.map { ($0.1, $0.0) }) { first, _ in first }
    }()

    /// Words for others.
    static let synonyms: [String: String] = {
        let words = [
            ("find", "determine"), ("calculate", "compute"), ("write", "create"), ("explain", "describe"),
            ("choose", "select"), ("large", "big"), ("small", "little"), ("buy", "purchase"), ("buys", "purchases"),
            ("bought", "purchased"), ("begin", "start"), ("begins", "starts"), ("began", "started"), ("each", "every"),
            ("children", "kids"), ("quickly", "rapidly"), ("often", "frequently"), ("use", "employ"), ("get", "obtain"),
            ("gets", "obtains"), ("need", "require"), ("needs", "requires"), ("happens", "occurs"),
            ("happen", "occur"), ("main", "primary"), ("wants", "wishes"), ("show", "demonstrate"),
            ("shows", "demonstrates"), ("given", "provided"), ("make", "produce"), ("makes", "produces"),
            ("made", "produced"), ("because", "since"), ("total", "overall"), ("correct", "right"),
            ("also", "additionally"), ("however", "but"), ("help", "assist"), ("near", "close to"),
            ("car", "automobile"),
            ("city", "town"), ("person", "individual"), ("people", "individuals"), ("money", "cash"), ("sum", "total"),
            ("house", "home"), ("job", "work"), ("students", "pupils"), ("student", "pupil"), ("part", "piece"),
            ("likely", "probably"), ("during", "throughout"), ("allow", "let"), ("allows", "lets"),
            ("return", "give back"),
            ("returns", "gives back"), ("check", "test"), ("list", "sequence"), ("whether", "if"),
            ("amount", "quantity"),
        ]
        return Dictionary(words + words.map { ($0.1, $0.0) }) { first, _ in first }
    }()
}
