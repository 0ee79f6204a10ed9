using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Yaml;

/// <summary>YAML to JSON and back, as sigs.k8s.io/yaml does it: what is read goes through the JSON readers, what is written is sorted by key.</summary>
public static class KubeYaml
{
    // Aliases may make a document this much larger than its text, and no more.
    private const int AliasFactor = 10;
    private const int AliasFloor = 1 << 20;
    private const int MaxDepth = 1_000;

    /// <summary>The first document of a stream as compact JSON.</summary>
    /// <param name="yaml">UTF-8 text; an empty one is <c>null</c>.</param>
    /// <param name="report">Gets duplicate keys, <c>line 7: key "a" already set in map</c>; null: of equal keys the last counts.</param>
    /// <exception cref="ModelFormatException">No YAML; the message is upstream's where its parser has the same one.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> yaml, DecodeReport? report = null) =>
        new YamlDocumentReader(Text(yaml), report).Next() is { } node ? Json(node, yaml.Length) : "null"u8.ToArray();

    /// <summary>Every document of a stream as compact JSON, empty ones as <c>null</c>.</summary>
    /// <param name="yaml">UTF-8 text.</param>
    /// <param name="report">Gets duplicate keys; may be null.</param>
    /// <exception cref="ModelFormatException">No YAML.</exception>
    public static IReadOnlyList<byte[]> ToJsonDocuments(ReadOnlySpan<byte> yaml, DecodeReport? report = null)
    {
        var documents = new List<byte[]>();
        var reader = new YamlDocumentReader(Text(yaml), report);
        while (reader.Next() is { } node) documents.Add(Json(node, yaml.Length));
        return documents;
    }

    /// <summary>Writes JSON as a YAML document: block style, members sorted, strings quoted only where they must be.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <param name="output">Gets UTF-8 text that ends with a line end.</param>
    /// <exception cref="ModelFormatException">No JSON.</exception>
    public static void Write(ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new YamlWriter();
        writer.Document(json);
        Encoding.UTF8.GetBytes(writer.ToString(), output);
    }

    private static string Text(ReadOnlySpan<byte> yaml)
    {
        if (yaml.StartsWith("\uFEFF"u8)) yaml = yaml[3..];
        if (!Utf8.IsValid(yaml)) throw new ModelFormatException("yaml: invalid leading UTF-8 octet");
        // All that YAML forbids below the blank.
        foreach (var c in yaml)
            if (c is < 0x20 or 0x7F && c is not ((byte)'\t' or (byte)'\n' or (byte)'\r')) throw new ModelFormatException("yaml: control characters are not allowed");
        return Encoding.UTF8.GetString(yaml);
    }

    private static byte[] Json(YamlNode node, int size)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var writer = new ModelJsonWriter(output);
        var budget = Math.Max(AliasFloor, (long)size * AliasFactor);
        Write(ref writer, node, ref budget, 0);
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ref ModelJsonWriter writer, YamlNode node, ref long budget, int depth)
    {
        // A node may contain itself by an alias, and then has no end.
        if ((budget -= 8) < 0 || depth > MaxDepth) throw new ModelFormatException("yaml: document contains excessive aliasing");
        switch (node)
        {
            case YamlText text:
                budget -= text.Value.Length;
                var plain = text.IsString ? null : YamlScalar.ToJson(text.Value);
                if (plain is null) writer.StringValue(text.Value);
                else if (plain == "NaN") throw new ModelFormatException("error converting YAML to JSON: json: unsupported value: NaN");
                else writer.Verbatim(Encoding.ASCII.GetBytes(plain + ","));
                break;
            case YamlSequence sequence:
                writer.BeginList();
                foreach (var item in sequence.Items) Write(ref writer, item, ref budget, depth + 1);
                writer.EndList();
                break;
            case YamlMapping mapping:
                writer.BeginObject();
                foreach (var (key, value) in mapping.Members)
                {
                    budget -= key.Length;
                    writer.Key(key);
                    Write(ref writer, value, ref budget, depth + 1);
                }
                writer.EndObject();
                break;
        }
    }
}
