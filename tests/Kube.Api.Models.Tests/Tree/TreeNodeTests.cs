using System.Text;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Models.Tests.Tree;

public sealed class TreeNodeTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,false,null],"c":{"d":"e"}}""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("-12")]
    [InlineData("""{"":""}""")]
    [InlineData("[[],{},[[]],[{}]]")]
    public void Write_CompactText_IsUnchanged(string json) => Assert.Equal(json, TreeNode.Parse(json).ToString());

    [Theory]
    [InlineData("""{"a":1,"b":[true,false,null],"c":{"d":"e","f":{"g\"]}":["}\\\\"]}}}""")]
    [InlineData("""[[],{},[[{"a":[{}]}]],[{}],"\\\""]""")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("-12")]
    public void ParseOwn_IsWhatParseIs(string json)
    {
        var (own, all) = (TreeNode.ParseOwn(Encoding.UTF8.GetBytes(json)), TreeNode.Parse(json));
        Assert.Equal(all.Height, own.Height);
        Assert.Equal(json, own.ToString());
        AssertSame(all, own);
        Assert.True(TreeNode.DeepEquals(all, own));
    }

    [Fact]
    public void ParseOwn_Edited_SharesTheRest()
    {
        var own = (TreeObject)TreeNode.ParseOwn("""{"a":{"b":{"c":1}},"d":[{"e":2}]}"""u8.ToArray());
        Assert.Equal("""{"a":{"b":{"c":1},"x":true},"d":[{"e":2}]}""", own.With("a", own.GetObject("a"u8)!.With("x", TreeBool.True)).ToString());
    }

    [Theory]
    [InlineData("""{"a":{"b":1}""")]
    [InlineData("""{"a":{"b":"c}""")]
    [InlineData("""{"a":[""")]
    public void ParseOwn_CutText_IsRefused(string json) =>
        Assert.Throws<TreeFormatException>(() => TreeNode.ParseOwn(Encoding.UTF8.GetBytes(json)));

    private static void AssertSame(TreeNode all, TreeNode own)
    {
        Assert.Equal(all.Kind, own.Kind);
        Assert.Equal(all.ToString(), own.ToString());
        if (all is TreeObject map)
        {
            Assert.Equal(map.Count, ((TreeObject)own).Count);
            for (var i = 0; i < map.Count; i++) AssertSame(map.Members[i].Value, ((TreeObject)own).Members[i].Value);
        }

        if (all is TreeArray list)
        {
            Assert.Equal(list.Count, ((TreeArray)own).Count);
            for (var i = 0; i < list.Count; i++) AssertSame(list[i], ((TreeArray)own)[i]);
        }
    }

    [Theory]
    [InlineData(" { \"a\" : [ 1 , 2 ] } ", """{"a":[1,2]}""")]
    [InlineData("\"\\u0041\\/\\b\\f\\n\\r\\t\"", "\"A/\\b\\f\\n\\r\\t\"")]
    [InlineData("\"<&>\"", "\"\\u003c\\u0026\\u003e\"")]
    [InlineData("\"\\u2028\u2029\"", "\"\\u2028\\u2029\"")]
    [InlineData("\"\u20ac\"", "\"\u20ac\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"\U0001F600\"")]
    [InlineData("\"\\ud83d\"", "\"\ufffd\"")]
    [InlineData("\"\\ud83d\\u0041\"", "\"\ufffdA\"")]
    [InlineData("\"\\u0000\\u001f\\u007f\"", "\"\\u0000\\u001f\u007f\"")]
    [InlineData("{\"\\u0061\":1}", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    public void Write_UnusualText_IsAsGoWritesIt(string json, string expected)
    {
        Assert.Equal(expected, TreeNode.Parse(json).ToString());
        Assert.Equal($"[{expected}]", TreeNode.Parse($"[{json}]").ToString());
    }

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("1.0", "1")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("0.1", "0.1")]
    [InlineData("1.5e-6", "0.0000015")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("1.25e-10", "1.25e-10")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("123456789e15", "1.23456789e+23")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", "9223372036854776000")]
    [InlineData("3.141592653589793", "3.141592653589793")]
    [InlineData("9.9999999999999995e22", "1e+23")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1e-400", "0")]
    [InlineData("123.456", "123.456")]
    public void Write_Number_IsAsGoWritesIt(string text, string expected)
    {
        var number = Assert.IsType<TreeNumber>(TreeNode.Parse(text));
        Assert.Equal(expected, number.ToString());
        Assert.Equal(text, Encoding.ASCII.GetString(number.Text));
    }

    [Fact]
    public void Write_RandomDoubles_ReadBackEqual()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            Assert.Equal(value, double.Parse(TreeNumber.Of(value).ToString()));
            Assert.Equal(value, ((TreeNumber)TreeNode.Parse(TreeNumber.Of(value).ToString())).ToDouble());
        }
    }

    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("  ", "unexpected end of JSON input")]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("[1,", "unexpected end of JSON input")]
    [InlineData("\"a", "unexpected end of JSON input")]
    [InlineData("\"a\\", "unexpected end of JSON input")]
    [InlineData("\"\\u12", "unexpected end of JSON input")]
    [InlineData("tru", "unexpected end of JSON input")]
    [InlineData("-", "unexpected end of JSON input")]
    [InlineData("1.", "unexpected end of JSON input")]
    [InlineData("1e", "unexpected end of JSON input")]
    [InlineData("}", "invalid character '}' looking for beginning of value")]
    [InlineData("{,", "invalid character ',' looking for beginning of object key string")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 2}", "invalid character '2' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("1 2", "invalid character '2' after top-level value")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("-a", "invalid character 'a' in numeric literal")]
    [InlineData("1.a", "invalid character 'a' after decimal point in numeric literal")]
    [InlineData("1e+a", "invalid character 'a' in exponent of numeric literal")]
    [InlineData("trie", "invalid character 'i' in literal true (expecting 'u')")]
    [InlineData("nul1", "invalid character '1' in literal null (expecting 'l')")]
    [InlineData("\"\n\"", @"invalid character '\n' in string literal")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"\\u00g0\"", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("'", @"invalid character '\'' looking for beginning of value")]
    [InlineData("\u0001", @"invalid character '\x01' looking for beginning of value")]
    [InlineData("\u00e9", "invalid character 'Ã' looking for beginning of value")]
    [InlineData("1e400", "json: cannot unmarshal number 1e400 into Go value of type float64")]
    public void Parse_NotJson_SaysWhatGoSays(string json, string message)
    {
        Assert.Equal(message, Assert.Throws<TreeFormatException>(() => TreeNode.Parse(json)).Message);
    }

    [Fact]
    public void Parse_InvalidUtf8_ReadsAsReplacementCharacters()
    {
        var node = (TreeString)TreeNode.Parse(new byte[] { (byte)'"', (byte)'a', 0xFF, 0xC3, (byte)'(', (byte)'"' });
        Assert.Equal("a\ufffd\ufffd(", node.Value);
        Assert.Equal("a\ufffd\ufffd(", TreeString.Of([(byte)'a', 0xFF, 0xC3, (byte)'(']).Value);
    }

    [Fact]
    public void Parse_Duplicates_AreReportedByPathOnceEach()
    {
        var report = new TreeReport();
        var json = """{"a":1,"a":2,"a":3,"b":{"c":[{"d":1,"d":2}]},"b":{"x":1}}""";
        var node = (TreeObject)TreeNode.Parse(Encoding.UTF8.GetBytes(json), report: report);
        Assert.Equal(["a", "b.c[0].d", "b"], report.Duplicates);
        Assert.Equal("""{"a":3,"b":{"x":1}}""", node.ToString());
    }

    [Fact]
    public void Parse_DuplicatesInLargeObject_LastCounts()
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < 500; i++) text.Append($"\"k{i % 250}\":{i},");
        var node = (TreeObject)TreeNode.Parse(text.ToString().TrimEnd(',') + "}");
        Assert.Equal(250, node.Count);
        Assert.Equal("499", node["k249"]!.ToString());
        Assert.Equal("k0", node.Members[0].Name);
    }

    [Fact]
    public void Parse_DepthAtLimit_IsTakenAndWrittenAndCompared()
    {
        var json = new string('[', 1000) + new string(']', 1000);
        Assert.Equal(json, TreeNode.Parse(json).ToString());
        Assert.True(TreeNode.DeepEquals(TreeNode.Parse(json), TreeNode.Parse(json)));
        var objects = string.Concat(Enumerable.Repeat("{ \"a\":", 1000)) + "1" + new string('}', 1000);
        Assert.Equal(objects.Replace(" ", ""), TreeNode.Parse(objects).ToString());
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(3_000_000)]
    public void Parse_TooDeep_IsRefused(int depth)
    {
        var message = Assert.Throws<TreeFormatException>(() => TreeNode.Parse(new string('[', depth))).Message;
        Assert.Equal("exceeded max depth", message);
        Assert.Throws<TreeFormatException>(() => TreeNode.Parse(string.Concat(Enumerable.Repeat("{\"a\":", depth))));
    }

    [Fact]
    public void Edit_SharesWhatIsNotTouched()
    {
        var root = (TreeObject)TreeNode.Parse("""{"a":{"b":1},"c":{"d":2}}""");
        var edited = root.With("a", TreeNumber.Of(5)).With("e"u8, TreeBool.True);
        Assert.Same(root["c"], edited["c"]);
        Assert.Equal("""{"a":5,"c":{"d":2},"e":true}""", edited.ToString());
        Assert.Equal("""{"a":{"b":1},"c":{"d":2}}""", root.ToString());
        Assert.Same(edited, edited.With("e"u8, TreeBool.True));
        Assert.Same(edited, edited.Without("nosuch"u8));
        Assert.Equal("""{"c":{"d":2},"e":true}""", edited.Without("a").ToString());
    }

    [Fact]
    public void Array_Edits_GiveNewArrays()
    {
        var array = (TreeArray)TreeNode.Parse("[1,2,3]");
        Assert.Equal("[1,9,3]", array.With(1, TreeNumber.Of(9)).ToString());
        Assert.Equal("[1,2,3,4]", array.Insert(3, TreeNumber.Of(4)).ToString());
        Assert.Equal("[0,1,2,3]", array.Insert(0, TreeNumber.Of(0)).ToString());
        Assert.Equal("[1,3]", array.RemoveAt(1).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Insert(5, TreeNull.Instance));
    }

    [Fact]
    public void Builder_EditsOfManyMembers_MatchOneByOneEdits()
    {
        var random = new Random(3);
        var plain = TreeObject.Empty;
        var builder = new TreeObjectBuilder();
        for (var i = 0; i < 2000; i++)
        {
            var name = $"k{random.Next(150)}";
            if (random.Next(4) == 0)
            {
                plain = plain.Without(name);
                builder.Remove(Encoding.UTF8.GetBytes(name));
            }
            else
            {
                plain = plain.With(name, TreeNumber.Of(i));
                builder.Set(new TreeMember(name, TreeNumber.Of(i)));
            }
        }
        Assert.Equal(plain.ToString(), builder.Build().ToString());
        Assert.Same(plain, new TreeObjectBuilder(plain).Build());
    }

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"a":1.0}""", true)]
    [InlineData("""{"a":null}""", "{}", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("[1]", "[true]", false)]
    [InlineData("\"\\u0061\"", "\"a\"", true)]
    [InlineData("true", "false", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    public void DeepEquals_ComparesValues(string left, string right, bool equal) =>
        Assert.Equal(equal, TreeNode.DeepEquals(TreeNode.Parse(left), TreeNode.Parse(right)));

    [Fact]
    public void WriteSortedTo_SortsEveryLevelByBytes()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        TreeNode.Parse("""{"b":[{"z":1,"a":2}],"a":{"y":1,"x":2},"B":0}""").WriteSortedTo(output);
        Assert.Equal("""{"B":0,"a":{"x":2,"y":1},"b":[{"a":2,"z":1}]}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Parse_MemoryThatIsNotAnArray_IsCopied()
    {
        var bytes = "{\"a\":[1,2]}"u8.ToArray();
        var sliced = new byte[bytes.Length + 10];
        bytes.CopyTo(sliced, 5);
        Assert.Equal("{\"a\":[1,2]}", TreeNode.Parse(sliced.AsMemory(5, bytes.Length)).ToString());
    }
}
