using System.Buffers;
using System.Text.Json;

namespace Kube.Api.Models.Tests.Golden;

/// <summary>One object with every field set, as upstream writes it in three encodings.</summary>
internal sealed record GoldenObject(string Name, GroupVersionKind Kind, ObjectCodec Codec)
{
    public byte[] Json => Compact(File.ReadAllBytes(SharedData.Path("golden", Name + ".json")));

    public byte[] Protobuf => File.ReadAllBytes(SharedData.Path("golden", Name + ".pb"));

    public string Yaml => File.ReadAllText(SharedData.Path("golden", Name + ".yaml"));

    public static IEnumerable<string> Names => Directory.EnumerateFiles(SharedData.Path("golden"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static GoldenObject Load(string name)
    {
        if (name == "core.v1.WatchEvent") return new(name, new("", "v1", "WatchEvent"), KubernetesTypes.Codec<V1WatchEvent>());   // the one kind that does not name itself
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("golden", name + ".json")));
        var kind = GroupVersionKind.From(document.RootElement.GetProperty("apiVersion").GetString()!, document.RootElement.GetProperty("kind").GetString()!);
        return new(name, kind, KubernetesTypes.Find(kind) ?? throw new InvalidOperationException($"no codec for {kind}"));
    }

    public byte[] EncodeJson(IKubernetesObject value)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    public byte[] EncodeProtobuf(IKubernetesObject value)
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.EncodeProtobuf(value, output);
        return output.WrittenSpan.ToArray();
    }

    // The files are indented; nothing but the space between tokens is taken out.
    private static byte[] Compact(byte[] json)
    {
        var compact = new List<byte>(json.Length);
        var inString = false;
        for (var at = 0; at < json.Length; at++)
        {
            if (!inString && json[at] is (byte)' ' or (byte)'\n') continue;
            compact.Add(json[at]);
            if (inString && json[at] == '\\') compact.Add(json[++at]);
            else if (json[at] == '"') inString = !inString;
        }
        return [.. compact];
    }
}
