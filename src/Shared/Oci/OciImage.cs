using System.Buffers;
using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kube.Shared.Oci;

/// <summary>An image for this machine's architecture, of one layer: built in memory, to be imported or served by a registry.</summary>
internal sealed class OciImage
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    private OciImage(byte[] layer, byte[] config)
    {
        Layer = layer;
        Config = config;
        Manifest = Json(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", ManifestType);
            json.WriteStartObject("config");
            Descriptor(json, ConfigType, config);
            json.WriteEndObject();
            json.WriteStartArray("layers");
            json.WriteStartObject();
            Descriptor(json, LayerType, layer);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    /// <summary>The files, as a tar archive.</summary>
    public byte[] Layer { get; }

    /// <summary>What to run.</summary>
    public byte[] Config { get; }

    /// <summary>What the image consists of.</summary>
    public byte[] Manifest { get; }

    /// <summary>Builds an image.</summary>
    /// <param name="files">Its files, parents before what is in them.</param>
    /// <param name="entryPoint">What is run with the arguments.</param>
    /// <param name="arguments">The arguments unless others are given.</param>
    /// <param name="user">Who runs it; empty is root.</param>
    public static OciImage Build(IEnumerable<OciFile> files, IReadOnlyList<string> entryPoint, IReadOnlyList<string>? arguments = null, string user = "")
    {
        var layer = Tar(files);
        var config = Json(json =>
        {
            json.WriteString("architecture", Architecture);
            json.WriteString("os", "linux");
            json.WriteStartObject("config");
            Strings(json, "Entrypoint", entryPoint);
            Strings(json, "Cmd", arguments ?? []);
            Strings(json, "Env", ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);
            json.WriteString("User", user);
            json.WriteEndObject();
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            Strings(json, "diff_ids", [DigestOf(layer)]);
            json.WriteEndObject();
        });
        return new(layer, config);
    }

    public static string DigestOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Writes an archive that image tools import under a name.</summary>
    public void WriteArchive(Stream output, string name)
    {
        var index = Json(json =>
        {
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", IndexType);
            json.WriteStartArray("manifests");
            json.WriteStartObject();
            Descriptor(json, ManifestType, Manifest);
            json.WriteStartObject("annotations");
            json.WriteString("io.containerd.image.name", name);
            json.WriteString("org.opencontainers.image.ref.name", name[(name.LastIndexOf(':') + 1)..]);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        });
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        Put(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        Put(tar, "index.json", index);
        foreach (var blob in (byte[][])[Manifest, Config, Layer]) Put(tar, $"blobs/sha256/{DigestOf(blob)["sha256:".Length..]}", blob);
    }

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "amd64",
    };

    private static byte[] Tar(IEnumerable<OciFile> files)
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var kind = file.LinkTarget.Length > 0 ? TarEntryType.SymbolicLink : file.Content is null ? TarEntryType.Directory : TarEntryType.RegularFile;
                // The same files make the same image.
                var entry = new PaxTarEntry(kind, file.Path.TrimStart('/')) { Mode = file.Mode, ModificationTime = DateTimeOffset.UnixEpoch };
                if (kind == TarEntryType.SymbolicLink) entry.LinkName = file.LinkTarget;
                if (file.Content is { } content) entry.DataStream = new MemoryStream(content.ToArray());
                tar.WriteEntry(entry);
            }
        }

        return output.ToArray();
    }

    private static void Put(TarWriter tar, string name, byte[] content) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch,
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Descriptor(Utf8JsonWriter json, string type, byte[] content)
    {
        json.WriteString("mediaType", type);
        json.WriteString("digest", DigestOf(content));
        json.WriteNumber("size", content.Length);
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
