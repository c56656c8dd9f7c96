export {
  type EncodedImage,
  type ImageFinding,
  type ImageFormat,
  readImageHeader,
} from '../images/image-header.js'
export type { BiometricDataGroup, DecodedTemplate } from './biometrics/biometric-data-group.js'
export {
  type BiometricHeader,
  type BiometricTemplate,
  type BiometricTemplates,
  parseBiometricTemplates,
} from './biometrics/biometric-templates.js'
export type { ExtensibleCode } from './biometrics/block-39794.js'
export type {
  CaptureDevice39794,
  DateTime39794,
  ExtendedData,
  PadData,
  Point39794,
  RegistryId,
  Score39794,
  ScoreOrError,
  Version39794,
} from './biometrics/common-39794.js'
export {
  type FaceFeaturePoint19794,
  type FaceRecord19794,
  type FaceRepresentation19794,
  type PoseAngle19794,
  type PoseAngles19794,
  parseFace19794,
} from './biometrics/face-19794.js'
export {
  type Angle39794,
  type FaceCaptureDevice,
  type FaceCaptureDevice2D,
  type FaceIdentityMetadata,
  type FaceImageInformation39794,
  type FaceMeasurements39794,
  type FacePose39794,
  type FaceRecord39794,
  type FaceRepresentation39794,
  parseFace39794,
  type ReferenceColour,
  type ReferenceColourMapping,
} from './biometrics/face-39794.js'
export type { FaceLandmark39794 } from './biometrics/face-landmark-39794.js'
export {
  type FingerRecord19794,
  type FingerRepresentation19794,
  parseFinger19794,
} from './biometrics/finger-19794.js'
export {
  type FingerAnnotation,
  type FingerRecord39794,
  type FingerRepresentation39794,
  type FingerSegment,
  type FingerSegmentation,
  parseFinger39794,
  type SpatialSamplingRate,
} from './biometrics/finger-39794.js'
export {
  type IrisRecord19794,
  type IrisRepresentation19794,
  parseIris19794,
} from './biometrics/iris-19794.js'
export {
  type IrisLocalisation,
  type IrisRange,
  type IrisRecord39794,
  type IrisRepresentation39794,
  type IrisRollAngle,
  parseIris39794,
} from './biometrics/iris-39794.js'
export type { Coded } from './biometrics/record-reader.js'
export * from './dg1.js'
export * from './dg2.js'
export * from './dg3.js'
export * from './dg4.js'
export * from './dg5-to-dg7.js'
export * from './dg8-to-dg10.js'
export * from './dg11.js'
export * from './dg12.js'
export * from './dg13.js'
export * from './dg14.js'
export * from './dg15.js'
export * from './dg16.js'
export * from './ef-atr-info.js'
export * from './ef-card-access.js'
export * from './ef-card-security.js'
export * from './ef-com.js'
export * from './ef-cvca.js'
export * from './ef-dir.js'
export * from './ef-sod.js'
export * from './file-names.js'
export * from './findings.js'
export * from './identify-file.js'
export type { LdsDate, LdsDateTime } from './lds-date.js'
export * from './lds-security-object.js'
export type { LdsFieldText, LdsName } from './lds-text.js'
export * from './lint-ef-sod.js'
export * from './parse-lds-file.js'
export * from './security-info.js'
export { findSecurityInfos, parseSecurityInfos, type SecurityInfos } from './security-infos.js'
