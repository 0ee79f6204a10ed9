using System.Security.Cryptography;

namespace Kube.Api.Requests;

internal sealed class SystemRandomSource : IRandomSource
{
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
