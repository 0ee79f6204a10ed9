using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Kube.Api.Webhooks;

/// <summary>Answers of somebody outside, kept for a while. Questions are kept as digests. Safe for concurrent use.</summary>
/// <param name="most">How many are kept; beyond that those that have ended go, and when all last, all go.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerCache<T>(int most, TimeProvider time)
{
    private readonly ConcurrentDictionary<UInt128, (T Answer, DateTimeOffset Until)> _answers = new();

    public bool TryFind(UInt128 question, out T answer)
    {
        var found = _answers.TryGetValue(question, out var kept) && time.GetUtcNow() < kept.Until;
        answer = kept.Answer;
        return found;
    }

    public void Keep(UInt128 question, T answer, TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero) return;
        var now = time.GetUtcNow();
        if (_answers.Count >= most)
        {
            foreach (var (key, kept) in _answers)
                if (kept.Until <= now) _answers.TryRemove(key, out _);
            if (_answers.Count >= most) _answers.Clear();
        }

        _answers[question] = (answer, now + lifetime);
    }

    /// <summary>What a question is known by: half of its SHA-256.</summary>
    public static UInt128 Digest(ReadOnlySpan<byte> question)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(question, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static UInt128 Digest(string question) => Digest(Encoding.UTF8.GetBytes(question));
}
