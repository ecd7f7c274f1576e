import FarthingMain

@main struct Farthing {
    static func main() async { await FarthingMain.run() }
}
