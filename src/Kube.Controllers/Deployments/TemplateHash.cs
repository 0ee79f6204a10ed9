using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>The name that a pod template has among the sets of a deployment.</summary>
/// <remarks>Upstream hashes the Go text form of its structures, which no other program can write. Here the canonical JSON of the template is hashed, with the same
/// function, and written with the same alphabet: names look alike, and a template keeps its name for as long as its JSON is the same. A set that another
/// controller made is found by its template, never by its name.</remarks>
internal static class TemplateHash
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Computes it.</summary>
    /// <param name="template">The template, without a hash among its labels.</param>
    /// <param name="collisions">How many times the name turned out to be taken; null: never.</param>
    public static string Of(V1PodTemplateSpec template, int? collisions)
    {
        var json = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1PodTemplate>().Write(new V1PodTemplate { Template = template }, json);
        var hash = Fnv(2166136261, json.WrittenSpan);
        if (collisions is { } count)
        {
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)count);
            number[4..].Clear();
            hash = Fnv(hash, number);
        }

        return SafeEncode(hash.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes a text with letters and digits that can spell no word.</summary>
    public static string SafeEncode(string text) =>
        string.Create(text.Length, text, static (output, input) =>
        {
            for (var i = 0; i < input.Length; i++) output[i] = Alphabet[input[i] % Alphabet.Length];
        });

    private static uint Fnv(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) hash = (hash ^ value) * 16777619;
        return hash;
    }
}
