using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Has OpenSSL give its record buffers back whenever they are empty, as the servers of other languages that stand on it do.</summary>
/// <remarks>They are 33 KB per connection, some 10 KB of it touched, which thousands of watchers that nothing happens to would hold for good; taking them
/// anew costs a read or write a tenth of a microsecond. .NET has no name for <c>SSL_MODE_RELEASE_BUFFERS</c>, so its handle is asked for by name, and where
/// there is none by that name or OpenSSL is another one, the connection is simply as .NET makes it.</remarks>
internal static partial class TlsBuffers
{
    private const int ControlMode = 33;                         // SSL_CTRL_MODE
    private const long ReleaseBuffers = 0x10;                   // SSL_MODE_RELEASE_BUFFERS
    private const long MajorVersion = 3;
    private const string Library = "libssl.so.3";

    private static readonly FieldInfo? s_handle = Find();

    /// <summary>To be called after the handshake, while nobody reads or writes.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool ReleaseWhenIdle(SslStream stream)
    {
        if (s_handle?.GetValue(stream) is not SafeHandle { IsInvalid: false, IsClosed: false } handle) return false;
        return (Control(handle, ControlMode, ReleaseBuffers, 0) & ReleaseBuffers) != 0;
    }

    private static FieldInfo? Find()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            // The library by this name is then the one that .NET has loaded.
            if (SafeEvpPKeyHandle.OpenSslVersion >> 28 != MajorVersion || !NativeLibrary.TryLoad(Library, out var library)) return null;
            if (!NativeLibrary.TryGetExport(library, "SSL_ctrl", out _)) return null;
        }
        catch (PlatformNotSupportedException)
        {
            return null;
        }

        var field = typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);
        // On Linux the field holds OpenSSL's SSL object itself, and nothing else may be handed to it.
        return field?.FieldType.Name == "SafeDeleteSslContext" && field.FieldType.IsAssignableTo(typeof(SafeHandle)) ? field : null;
    }

    [LibraryImport(Library, EntryPoint = "SSL_ctrl")]
    private static partial long Control(SafeHandle ssl, int command, long argument, nint pointer);
}
