export {
  type BiometricHeaderContent,
  type BiometricTemplateContent,
  type BiometricTemplateGiven,
  type BiometricTemplatesChoices,
  writeDg2,
  writeDg3,
  writeDg4,
} from './write-biometric-templates.js'
export type { Code39794Content } from './write-block-39794.js'
export type {
  CaptureDevice39794Content,
  DateTime39794Content,
  ExtendedDataContent,
  PadDataContent,
  Point39794Content,
  RegistryIdContent,
  Score39794Content,
  ScoreOrErrorContent,
  Version39794Content,
} from './write-common-39794.js'
export { writeDg1 } from './write-dg1.js'
export { type Dg11Content, writeDg11 } from './write-dg11.js'
export { type Dg12Content, writeDg12 } from './write-dg12.js'
export { writeDg13 } from './write-dg13.js'
export { writeDg14, writeSecurityInfos } from './write-dg14.js'
export { writeDg15 } from './write-dg15.js'
export { type PersonToNotifyContent, writeDg16 } from './write-dg16.js'
export { type InstancesChoices, writeDg5, writeDg6, writeDg7 } from './write-displayed-images.js'
export { type CardCapabilitiesContent, type EfAtrInfoContent, writeEfAtrInfo } from './write-ef-atr-info.js'
export { dataGroupTags, type EfComContent, writeEfCom } from './write-ef-com.js'
export { writeEfCvca } from './write-ef-cvca.js'
export { type ApplicationContent, writeEfDir } from './write-ef-dir.js'
export {
  type Face19794Content,
  type FaceRecord19794Content,
  type FeaturePointContent,
  writeFace19794,
} from './write-face-19794.js'
export {
  type Angle39794Content,
  type FaceIdentityMetadataContent,
  type FaceImageInformation39794Content,
  type FaceLandmark39794Content,
  type FaceMeasurements39794Content,
  type FaceRecord39794Content,
  type FaceRepresentation39794Content,
  type ReferenceColourMappingContent,
  writeFace39794,
} from './write-face-39794.js'
export { writeDg8, writeDg9, writeDg10 } from './write-features.js'
export {
  type Finger19794Content,
  type FingerRecord19794Content,
  writeFinger19794,
} from './write-finger-19794.js'
export {
  type FingerRecord39794Content,
  type FingerRepresentation39794Content,
  type FingerSegmentationContent,
  type FingerSegmentContent,
  writeFinger39794,
} from './write-finger-39794.js'
export {
  type Iris19794Content,
  type IrisImage19794Content,
  type IrisRecord19794Content,
  writeIris19794,
} from './write-iris-19794.js'
export {
  type IrisLocalisationContent,
  type IrisRecord39794Content,
  type IrisRepresentation39794Content,
  writeIris39794,
} from './write-iris-39794.js'
export type { ListedFieldsChoices, TextContent } from './write-listed-fields.js'
export {
  type FileIdContent,
  type KeyAgreementContent,
  type PasswordOptionsContent,
  type SecurityInfoContent,
  type TerminalTypeContent,
  writeSecurityInfo,
} from './write-security-info.js'
