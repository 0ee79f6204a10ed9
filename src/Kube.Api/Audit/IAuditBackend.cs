namespace Kube.Api.Audit;

/// <summary>Where records go. Register any number as singletons. Called for every stage that is recorded; calls overlap, and must not wait.</summary>
public interface IAuditBackend
{
    /// <summary>What metrics call it.</summary>
    string Name { get; }

    /// <summary>How many records it has lost.</summary>
    long Lost { get; }

    /// <summary>Takes one record: a JSON object in one line, without the line's end. The bytes are the caller's again when this returns.</summary>
    void Take(ReadOnlySpan<byte> record);
}
