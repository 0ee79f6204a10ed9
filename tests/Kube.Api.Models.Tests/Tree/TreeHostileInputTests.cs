using System.Text;
using System.Text.Json;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Models.Tests.Tree;

/// <summary>Generated inputs: whatever comes, the parser gives a tree or a <see cref="TreeFormatException"/>, and agrees with another parser on which.</summary>
public sealed class TreeHostileInputTests
{
    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\"a\"", "\"b\":", "1", "-", "0", ".", "e", "E+", "1e9", "true", "false",
        "null", " ", "\n", "\t", "\u0000", "\u007f", "é", "\u2028", "😀", "<", "&", "\"a\":1", "{\"a\":{", "[[", "]]", "}}", "1e999", "99999999999999999999",
    ];

    private static int Inputs => Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 1_200_000 : 50_000;

    [Fact]
    public void Parse_GeneratedInputs_AgreesWithAnotherParserAndWritesWhatReadsBackEqual()
    {
        var random = new Random(20);
        var good = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var input = i % 3 == 0 ? Soup(random) : Mutate(Document(random), random);
            if (TryParse(input, out var node) != Reference(input)) Assert.Fail($"disagree on {Convert.ToBase64String(input)}");
            if (node is null) continue;
            good++;
            var written = node.ToUtf8();
            var again = TreeNode.Parse(written);
            if (!TreeNode.DeepEquals(node, again) || !again.ToUtf8().AsSpan().SequenceEqual(written))
                Assert.Fail($"does not round-trip: {Convert.ToBase64String(input)}");
        }
        Assert.InRange(good, Inputs / 20, Inputs);
    }

    private static bool TryParse(byte[] input, out TreeNode? node)
    {
        try
        {
            node = TreeNode.Parse(input);
            return true;
        }
        catch (TreeFormatException)
        {
            node = null;
            return false;
        }
    }

    /// <summary>What System.Text.Json takes, with the two differences: Go repairs invalid UTF-8 and refuses numbers that no double holds.</summary>
    private static bool Reference(byte[] input)
    {
        var repaired = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input));
        try
        {
            var reader = new Utf8JsonReader(repaired, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(double.Parse(Encoding.UTF8.GetString(reader.ValueSpan)))) return false;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Soup(Random random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(1, 30); n > 0; n--) text.Append(s_pieces[random.Next(s_pieces.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Mutate(byte[] document, Random random)
    {
        for (var n = random.Next(0, 3); n > 0 && document.Length > 0; n--)
        {
            var at = random.Next(document.Length);
            switch (random.Next(4))
            {
                case 0: document[at] = (byte)random.Next(256); break;
                case 1: document = [.. document[..at], .. document[(at + 1)..]]; break;
                case 2: document = document[..at]; break;
                default: document = [.. document[..at], .. document[random.Next(at + 1)..]]; break;
            }
        }
        return document;
    }

    private static byte[] Document(Random random)
    {
        var text = new StringBuilder();
        Value(text, random, 0);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Value(StringBuilder text, Random random, int depth)
    {
        switch (random.Next(depth > 4 ? 4 : 7))
        {
            case 0: text.Append(random.Next(2) == 0 ? "true" : "null"); break;
            case 1: text.Append(random.NextInt64(long.MinValue, long.MaxValue)); break;
            case 2: text.Append(JsonSerializer.Serialize(random.NextDouble() * Math.Pow(10, random.Next(-30, 30)))); break;
            case 3: text.Append(JsonSerializer.Serialize(Word(random))); break;
            case 4:
                text.Append('[');
                for (var n = random.Next(5); n > 0; n--)
                {
                    Value(text, random, depth + 1);
                    if (n > 1) text.Append(random.Next(9) == 0 ? " , " : ",");
                }
                text.Append(']');
                break;
            default:
                text.Append('{');
                for (var n = random.Next(random.Next(8) == 0 ? 30 : 5); n > 0; n--)
                {
                    text.Append(JsonSerializer.Serialize(Word(random))).Append(':');
                    Value(text, random, depth + 1);
                    if (n > 1) text.Append(',');
                }
                text.Append('}');
                break;
        }
    }

    private static string Word(Random random)
    {
        var word = new StringBuilder();
        for (var n = random.Next(6); n > 0; n--) word.Append(random.Next(8) == 0 ? (char)random.Next(0x20, 0xD7FF) : (char)('a' + random.Next(4)));
        return word.ToString();
    }
}
