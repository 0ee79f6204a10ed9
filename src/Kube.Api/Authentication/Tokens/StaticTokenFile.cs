using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Kube.Api.Authentication.Tokens;

/// <summary>The tokens of a file in upstream's <c>--token-auth-file</c> form: <c>token,user,uid,"group1,group2"</c>, the groups optional.</summary>
/// <remarks>Read once. Tokens are kept as SHA-256 digests, so that the time of a look-up says nothing about a token that is nearly right.</remarks>
public sealed class StaticTokenFile : IAuthenticator
{
    private readonly FrozenDictionary<Digest, UserInfo> _users;

    private StaticTokenFile(FrozenDictionary<Digest, UserInfo> users) => _users = users;

    /// <summary>How many tokens the file holds.</summary>
    public int Count => _users.Count;

    /// <summary>Reads a token file.</summary>
    /// <exception cref="TokenFileException">A line is not as it should be; the message names file, line and fault.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static StaticTokenFile Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads the text of a token file.</summary>
    /// <param name="text">The CSV text.</param>
    /// <param name="path">What messages call the file.</param>
    /// <exception cref="TokenFileException">A line is not as it should be; the message names file, line and fault.</exception>
    public static StaticTokenFile Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        var users = new Dictionary<Digest, UserInfo>();
        foreach (var (line, columns) in CsvRecords.Read(text, path))
        {
            if (columns.Length < 3)
            {
                throw new TokenFileException(
                    path, line, $"must have at least 3 columns (token, user name, user uid), found {columns.Length}");
            }

            if (columns[0].Length == 0) throw new TokenFileException(path, line, "the token is empty");
            if (columns[1].Length == 0) throw new TokenFileException(path, line, "the user name is empty");

            ImmutableArray<string> groups = columns.Length > 3 && columns[3].Length > 0 ? [.. columns[3].Split(',', StringSplitOptions.TrimEntries)] : [];
            var user = RequestAuthenticator.WithAuthenticatedGroup(new UserInfo(columns[1], columns[2], groups));
            if (!users.TryAdd(Digest.Of(columns[0]), user)) throw new TokenFileException(path, line, "the token stands in the file twice");
        }

        return new StaticTokenFile(users.ToFrozenDictionary());
    }

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.BearerToken is not { } token) return ValueTask.FromResult(AuthenticationResult.NotMine);
        return ValueTask.FromResult(_users.TryGetValue(Digest.Of(token), out var user)
            ? AuthenticationResult.Success(user)
            : AuthenticationResult.Rejected);
    }

    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(string token)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            var count = Encoding.UTF8.GetMaxByteCount(token.Length);
            var buffer = count <= 512 ? stackalloc byte[512] : new byte[count];
            SHA256.HashData(buffer[..Encoding.UTF8.GetBytes(token, buffer)], digest);
            return new Digest(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest),
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest[16..]));
        }
    }
}
