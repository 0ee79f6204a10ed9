using System.Buffers;
using System.Text;
using Kube.Api.Yaml;
using Xunit;

namespace Kube.Api.Models.Tests.Yaml;

public sealed class KubeYamlTests
{
    [Theory]
    [InlineData("a: yes\nb: off\nc: ~\nd: null\ne: \"yes\"", """{"a":true,"b":false,"c":null,"d":null,"e":"yes"}""")]
    [InlineData("a: 017\nb: 0x1F\nc: 1_000\nd: 08\ne: +5\nf: 0b11", """{"a":15,"b":31,"c":1000,"d":8,"e":5,"f":3}""")]
    [InlineData("a: 1.50\nb: 1e3\nc: .5\nd: 1e21\ne: 18446744073709551615", """{"a":1.5,"b":1000,"c":0.5,"d":1e+21,"e":18446744073709551615}""")]
    [InlineData("a: 2024-01-01\nb: 2024-01-02T03:04:05Z", """{"a":"2024-01-01","b":"2024-01-02T03:04:05Z"}""")]
    [InlineData("a: |\n  x\n  y\nb: >-\n  p\n  q\nc: 'it''s'", """{"a":"x\ny\n","b":"p q","c":"it's"}""")]
    [InlineData("1: a\ntrue: b", """{"1":"a","true":"b"}""")]
    [InlineData("base: &b {x: 1, z: 2}\nd:\n  <<: *b\n  z: 3", """{"base":{"x":1,"z":2},"d":{"z":3,"x":1}}""")]
    [InlineData("{a: [1, {b: c}], \"d\": ''}", """{"a":[1,{"b":"c"}],"d":""}""")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("", "null")]
    [InlineData("# nothing", "null")]
    [InlineData("a: 1\n---\nb: 2", """{"a":1}""")]
    [InlineData("---\na: 1", """{"a":1}""")]
    public void ToJson_ReadsAsUpstream(string yaml, string json) => Assert.Equal(json, Json(yaml));

    [Theory]
    [InlineData("apiVersion: v1\n kind: ConfigMap\n", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: y\n", "yaml: line 4: found character that cannot start any token")]
    [InlineData("a: *x", "yaml: unknown anchor 'x' referenced")]
    [InlineData("a: \u0001", "yaml: control characters are not allowed")]
    public void ToJson_NoYaml_UpstreamsWords(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<ModelFormatException>(() => Json(yaml)).Message);

    [Fact]
    public void ToJson_DuplicateKey_ReportedWithItsLine()
    {
        var report = new DecodeReport();
        var json = KubeYaml.ToJson("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y4\ndata:\n  a: \"1\"\n  a: \"2\"\n"u8, report);
        Assert.Equal(["line 7: key \"a\" already set in map"], report.Findings);
        Assert.EndsWith("""{"a":"2"}}""", Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void ToJsonDocuments_Several_Each()
    {
        var documents = KubeYaml.ToJsonDocuments("a: 1\n---\n---\nb: 2\n"u8);
        Assert.Equal(["""{"a":1}""", "null", """{"b":2}"""], documents.Select(Encoding.UTF8.GetString));
    }

    [Theory]
    [InlineData("""{"b":"1","a":"x","c":[],"d":{},"e":null,"f":[1,[2,3],{"x":1,"a":[true]}]}""", "a: x\nb: \"1\"\nc: []\nd: {}\ne: null\nf:\n- 1\n- - 2\n  - 3\n- a:\n  - true\n  x: 1\n")]
    [InlineData("""{"a":"","b":" x","c":"a: b","d":"# c","e":"- x","f":"it's","g":"yes","h":"1.5","i":"{x}","j":"a#b","k":"x:y"}""", "a: \"\"\nb: ' x'\nc: 'a: b'\nd: '# c'\ne: '- x'\nf: it's\ng: \"yes\"\nh: \"1.5\"\ni: '{x}'\nj: a#b\nk: x:y\n")]
    [InlineData("""{"a":"x\ny\n","b":"x\ny","c":"x\n\n","d":"x \ny","e":"a\tb","f":" x\ny","o":{"a":"x\n"}}""", "a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: \"x \\ny\"\ne: \"a\\tb\"\nf: |2-\n   x\n  y\no:\n  a: |\n    x\n")]
    [InlineData("""{"a1":1,"a10":2,"a2":3,"B":4,"_x":5}""", "_x: 5\nB: 4\na1: 1\na2: 3\na10: 2\n")]
    [InlineData("""{"a":0.5,"b":1e21,"c":1e-7,"d":12345678901234567890,"e":1234567.5,"f":-1}""", "a: 0.5\nb: 1e+21\nc: 1e-07\nd: 12345678901234567890\ne: 1.2345675e+06\nf: -1\n")]
    public void Write_LooksAsUpstream(string json, string yaml)
    {
        var output = new ArrayBufferWriter<byte>();
        KubeYaml.Write(Encoding.UTF8.GetBytes(json), output);
        Assert.Equal(yaml, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Write_LongText_FoldedBehindColumn80()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 30));
        var output = new ArrayBufferWriter<byte>();
        KubeYaml.Write(Encoding.UTF8.GetBytes($$"""{"message":"{{words}}"}"""), output);
        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("  word", lines[1]);
        Assert.InRange(lines[0].Length, 81, 86);
        Assert.Equal($$"""{"message":"{{words}}"}""", Json(Encoding.UTF8.GetString(output.WrittenSpan)));
    }

    [Fact]
    public void Write_AnyText_ReadsBackTheSame()
    {
        var random = new Random(7);
        const string letters = "ab:-#' \"\\\n\t,[]{}&*!|>%@`?~yn01.eE_+<é\U0001F600=";
        var runes = letters.EnumerateRunes().ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => runes[random.Next(runes.Length)].ToString()));
            var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = text });
            var output = new ArrayBufferWriter<byte>();
            KubeYaml.Write(Encoding.UTF8.GetBytes(json), output);
            using var back = System.Text.Json.JsonDocument.Parse(KubeYaml.ToJson(output.WrittenSpan));
            Assert.Equal(text, back.RootElement.GetProperty("k").GetString());
        }
    }

    [Fact]
    public void ToJson_Hostile_RefusedSoon()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++) bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        Assert.Contains("excessive aliasing", Assert.Throws<ModelFormatException>(() => Json(bomb.ToString())).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => Json("a: &a [*a]"));
        Assert.Throws<ModelFormatException>(() => Json(new string('[', 100_000)));
        Assert.Throws<ModelFormatException>(() => Json(string.Concat(Enumerable.Repeat("- ", 100_000)) + "x"));
        Assert.Throws<ModelFormatException>(() => KubeYaml.ToJson([0x61, 0x3A, 0x20, 0xFF]));
    }

    private static string Json(string yaml) => Encoding.UTF8.GetString(KubeYaml.ToJson(Encoding.UTF8.GetBytes(yaml)));
}
