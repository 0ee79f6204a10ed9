using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.OpenApi;

/// <summary>Turns an OpenAPI document from JSON into gnostic's protobuf, which older clients ask for.</summary>
internal static class GnosticWriter
{
    public static byte[] Write(ReadOnlyMemory<byte> json, GnosticMessage document)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        WriteMessage(output, (TreeObject)TreeNode.Parse(json), document);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteMessage(ArrayBufferWriter<byte> output, TreeObject value, GnosticMessage message)
    {
        if (message.Choose is { } choose)
        {
            var (number, chosen) = choose(value);
            WriteNested(output, number, inner => WriteMessage(inner, value, chosen));
            return;
        }
        foreach (var member in value.Members.ToArray())
        {
            var name = member.Name;
            if (message.Free is { } free) WriteNamed(output, free, name, member.Value);
            else if (message.Fields.TryGetValue(name, out var field)) WriteField(output, field, member.Value);
            else if (message.Extensions > 0 && name.StartsWith("x-", StringComparison.Ordinal))
            {
                WriteNested(output, message.Extensions, inner =>
                {
                    WriteText(inner, 1, member.Utf8Name);
                    WriteYaml(inner, 2, member.Value);
                });
            }
        }
    }

    private static void WriteNamed(ArrayBufferWriter<byte> output, GnosticField free, string name, TreeNode value) => WriteNested(output, free.Number, inner =>
    {
        WriteText(inner, 1, Encoding.UTF8.GetBytes(name));
        if (free.Shape == GnosticShape.Texts) WriteNested(inner, 2, list => WriteField(list, new GnosticField(1, GnosticShape.Texts), value));
        else WriteField(inner, free with { Number = 2 }, value);
    });

    private static void WriteField(ArrayBufferWriter<byte> output, GnosticField field, TreeNode value)
    {
        switch (field.Shape, value)
        {
            case (GnosticShape.Text, TreeString text):
                WriteText(output, field.Number, text.Utf8);
                break;
            case (GnosticShape.WrappedText, TreeString text):
                WriteNested(output, field.Number, inner => WriteText(inner, 1, text.Utf8));
                break;
            case (GnosticShape.Texts, TreeArray texts):
                foreach (var item in texts.Items)
                    if (item is TreeString text) WriteText(output, field.Number, text.Utf8);
                break;
            case (GnosticShape.Flag, TreeBool { Value: true }):
                WriteTag(output, field.Number, 0);
                WriteVarint(output, 1);
                break;
            case (GnosticShape.Node, TreeObject node):
                WriteNested(output, field.Number, inner => WriteMessage(inner, node, field.Message!()));
                break;
            case (GnosticShape.Nodes, TreeArray nodes):
                foreach (var item in nodes.Items.ToArray())
                    if (item is TreeObject node) WriteNested(output, field.Number, inner => WriteMessage(inner, node, field.Message!()));
                break;
            case (GnosticShape.Yaml, _):
                WriteYaml(output, field.Number, value);
                break;
            case (GnosticShape.Yamls, TreeArray values):
                foreach (var item in values.Items) WriteYaml(output, field.Number, item);
                break;
            case (GnosticShape.Default, _):
                WriteDefault(output, field.Number, value);
                break;
        }
    }

    private static void WriteDefault(ArrayBufferWriter<byte> output, int number, TreeNode value)
    {
        switch (value)
        {
            case TreeNumber scalar:
                WriteNested(output, number, inner =>
                {
                    WriteTag(inner, 1, 1);
                    BinaryPrimitives.WriteDoubleLittleEndian(inner.GetSpan(8), scalar.ToDouble());
                    inner.Advance(8);
                });
                break;
            case TreeBool flag:
                WriteNested(output, number, inner =>
                {
                    WriteTag(inner, 2, 0);
                    WriteVarint(inner, flag.Value ? 1u : 0u);
                });
                break;
            case TreeString text:
                WriteNested(output, number, inner => WriteText(inner, 3, text.Utf8));
                break;
        }
    }

    /// <summary>JSON is YAML.</summary>
    private static void WriteYaml(ArrayBufferWriter<byte> output, int number, TreeNode value) =>
        WriteNested(output, number, inner => WriteText(inner, 2, value.ToUtf8()));

    private static void WriteNested(ArrayBufferWriter<byte> output, int number, Action<ArrayBufferWriter<byte>> write)
    {
        var inner = new ArrayBufferWriter<byte>(256);
        write(inner);
        WriteText(output, number, inner.WrittenSpan);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, int number, ReadOnlySpan<byte> bytes)
    {
        WriteTag(output, number, 2);
        WriteVarint(output, (uint)bytes.Length);
        output.Write(bytes);
    }

    private static void WriteTag(ArrayBufferWriter<byte> output, int number, uint wireType) => WriteVarint(output, ((uint)number << 3) | wireType);

    private static void WriteVarint(ArrayBufferWriter<byte> output, uint value)
    {
        var span = output.GetSpan(5);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }
}
