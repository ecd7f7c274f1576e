import FoundationEssentials
import Testing

@testable import Tokenization

@Suite struct TokenCalibrationTests {
    @Test func `begins with no correction`() {
        #expect(TokenCalibration().ratio == 1)
        #expect(TokenEstimate.estimate(100) == TokenEstimate(count: 110, isEstimate: true))
        #expect(TokenEstimate.estimate(101).count == 112)
        #expect(TokenEstimate.estimate(0).count == 0)
    }

    @Test func `comes close to what is reported`() {
        var calibration = TokenCalibration()
        for _ in 0..<50 { calibration.record(estimated: 2000, reported: 2600) }
        #expect(abs(calibration.ratio - 1.3) < 0.01)
        #expect(calibration.samples == 50)
    }

    @Test func `follows a model that changes`() {
        var calibration = TokenCalibration()
        for _ in 0..<500 { calibration.record(estimated: 1000, reported: 1200) }
        for _ in 0..<500 { calibration.record(estimated: 1000, reported: 900) }
        #expect(abs(calibration.ratio - 0.9) < 0.01)
    }

    @Test func `ignores reports that cannot be`() {
        var calibration = TokenCalibration()
        for (estimated, reported) in [(0, 10), (10, 0), (-1, 5), (100, 1000), (1000, 100)] {
            let taken = calibration.record(estimated: estimated, reported: reported)
            #expect(!taken)
        }
        #expect(calibration == TokenCalibration())
    }

    @Test func `survives being kept`() throws {
        var calibration = TokenCalibration()
        calibration.record(estimated: 1000, reported: 1100)
        let data = try JSONEncoder().encode(calibration)
        #expect(try JSONDecoder().decode(TokenCalibration.self, from: data) == calibration)
        let broken = Data("{\"estimated\":-1,\"reported\":5,\"samples\":3}".utf8)
        #expect(try JSONDecoder().decode(TokenCalibration.self, from: broken) == TokenCalibration())
    }
}
