import LanguageModels
import Testing

@testable import ModelProviders

@Suite struct HashedEmbeddingModelTests {
    private func similarity(_ left: String, _ right: String) async throws -> Float {
        let vectors = try await HashedEmbeddingModel().embed([left, right], dimensions: nil).vectors
        return zip(vectors[0], vectors[1]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test func `vectors have 384 dimensions and length 1, the same for the same text`() async throws {
        let texts = ["How do I reset my password?", "?!", "東京の天気", "x", String(repeating: "long text ", count: 9000)]
        let model = HashedEmbeddingModel()
        let first = try await model.embed(texts, dimensions: nil)
        let second = try await model.embed(texts, dimensions: nil)
        #expect(first == second)
        for vector in first.vectors {
            #expect(vector.count == 384)
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    /// Stored vectors must stay comparable: whoever changes the features changes the model's name too.
    @Test func `the features are those of version 1`() async throws {
        let vector = try await HashedEmbeddingModel().embed(["Elan vital"], dimensions: 8).vectors[0]
        #expect(vector.map { Int(($0 * 1000).rounded()) } == [-133, 382, -2, -136, -2, -571, 0, 702])
    }

    @Test(arguments: [
        ("The parser crashes on empty input", "parser crash with an empty input", "Recipe for tomato soup"),
        ("Where is the configuration file stored?", "configuration file location", "The train leaves at noon"),
        ("Wie setze ich mein Passwort zurück?", "Passwort zurücksetzen", "Das Wetter wird schön"),
        ("Как сбросить пароль?", "сброс пароля", "Погода сегодня хорошая"),
        ("パスワードをリセットする方法", "パスワードのリセット", "今日の天気は晴れ"),
        ("如何重置我的密码", "重置密码的方法", "今天天气很好"),
        ("كيف أعيد تعيين كلمة المرور", "إعادة تعيين كلمة المرور", "الطقس جميل اليوم"),
        ("비밀번호를 재설정하는 방법", "비밀번호 재설정", "오늘 날씨가 좋다"),
    ])
    func `texts that share words are nearer than texts that do not`(text: String, near: String, far: String)
        async throws
    {
        let nearness = try await similarity(text, near)
        let distance = try await similarity(text, far)
        #expect(nearness > distance + 0.15, "\(nearness) against \(distance)")
    }

    @Test func `case, accents and their composition do not matter`() async throws {
        #expect(try await similarity("ÉLAN Straße", "e\u{301}lan strasse") > 0.9999)
        #expect(try await similarity("Œuvre ＡＢＣ ёлка", "oeuvre abc елка") > 0.9999)
    }

    @Test func `dimensions that make no sense are refused`() async throws {
        await #expect(throws: ModelError.self) { try await HashedEmbeddingModel().embed(["a"], dimensions: 1) }
        #expect(try await HashedEmbeddingModel().embed(["a"], dimensions: 64).vectors[0].count == 64)
    }
}
