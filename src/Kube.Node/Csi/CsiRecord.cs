using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kube.Node.Csi;

/// <summary>What is written beside a mounted volume, so that it can be taken down by an agent that knows nothing else of it.</summary>
internal sealed record CsiRecord(string DriverName, string VolumeHandle, string StagingPath)
{
    public const string FileName = "vol_data.json";

    /// <summary>Where it was published; empty: beside this record.</summary>
    public string TargetPath { get; init; } = "";

    /// <summary>What the pod calls it.</summary>
    public string PodVolume { get; init; } = "";

    /// <summary>A device rather than files.</summary>
    public bool IsBlock { get; init; }

    /// <summary>Somebody attached it to this node, and must not take it away while it is used.</summary>
    public bool IsAttached { get; init; }

    /// <summary>How a node's status calls it.</summary>
    [JsonIgnore]
    public string UniqueName => $"kubernetes.io/csi/{DriverName}^{VolumeHandle}";

    public static CsiRecord? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, FileName)), CsiRecordJson.Default.CsiRecord);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string directory)
    {
        var temporary = Path.Combine(directory, FileName + ".tmp");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, CsiRecordJson.Default.CsiRecord));
        File.Move(temporary, Path.Combine(directory, FileName), overwrite: true);
    }
}

[JsonSerializable(typeof(CsiRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class CsiRecordJson : JsonSerializerContext;
